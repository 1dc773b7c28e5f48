#include "harness/run/sources.hpp"

#include <algorithm>

#include "harness/core/source_text.hpp"

namespace impasse::run {

namespace {

constexpr std::size_t kMostExcerpts = 4;

}  // namespace

// Where they wait and where they took what others wait for, those of the cycle first.
std::vector<Excerpt> excerpts_of(const Finding& finding) {
    std::vector<Site> sites;
    const auto add = [&](const Site& site) {
        if (site.known() && std::find(sites.begin(), sites.end(), site) == sites.end())
            sites.push_back(site);
    };
    for (const bool in_cycle : {true, false})
        for (const WaitEdge& edge : finding.wait_for)
            if (edge.in_cycle == in_cycle) {
                add(edge.held_at);
                add(edge.wanted_at);
            }
    for (const Site& site : finding.sites) add(site);
    std::vector<Excerpt> excerpts;
    for (const Site& site : sites) {
        Excerpt excerpt = excerpt_of(site);
        if (!excerpt.lines.empty() && excerpts.size() < kMostExcerpts)
            excerpts.push_back(std::move(excerpt));
    }
    return excerpts;
}

}  // namespace impasse::run
