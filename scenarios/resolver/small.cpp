// uv's resolver in small (PR #1163, where it hung): solver and fetcher are the two arms of one
// select!, so one task on one worker. The solver asks for packages over a request channel, and for
// a distribution of the version that it chose. Where it does that, the Ref of the version map is
// alive. The keys of both packages fall in one shard.
// Left out: the fetcher serves one request at a time (the original keeps many in flight), and the Ref of
// the metadata in the loop over dependencies.
#include "harness/rt/join.hpp"
#include "harness/rt/mpsc.hpp"
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/once_map/revisions.hpp"

namespace impasse::scenarios {

namespace {

constexpr int kPackages = 2;

struct Request {
    enum class Kind : unsigned char { Package, Distribution } kind;
    int package;
};

template <class Map>
struct Index {
    Map versions{1, one_shard, "versions shard"};  // package -> versions
    Map metadata{1, one_shard, "metadata shard"};  // package -> metadata of the chosen distribution
};

// Asks for the distribution while the version's Ref is alive, as the resolver did when it chose a
// version.
template <class Map>
void choose_version(Index<Map>& index, const rt::UnboundedSender<Request>& requests, int package,
                    bool yields) {
    const auto version = rt::await(index.versions.wait(package));
    if (!index.metadata.register_key(package)) return;
    requests.send({Request::Kind::Distribution, package});
    if (yields) rt::await(rt::yield_now());
}

template <class Map>
void solve(Index<Map>& index, rt::UnboundedSender<Request> requests, bool yields) {
    for (int package = 0; package < kPackages; ++package)
        if (index.versions.register_key(package)) requests.send({Request::Kind::Package, package});
    for (int package = 0; package < kPackages; ++package) {
        choose_version(index, requests, package, yields);
        rt::await(index.metadata.wait(package));
    }
}

// Every answer takes its time: a sleep, which fires whenever the worker is between two polls.
template <class Map>
void fetch(Index<Map>& index, rt::UnboundedReceiver<Request> requests) {
    while (const auto request = rt::await(requests.recv())) {
        rt::await(rt::sleep());
        auto& map = request->kind == Request::Kind::Package ? index.versions : index.metadata;
        map.done(request->package, 1);
    }
}

template <class Map>
void resolve(bool yields) {
    Index<Map> index;
    rt::Runtime runtime;
    runtime.block_on([&] {
        auto [sender, receiver] = rt::unbounded_channel<Request>("requests");
        auto resolver =
            rt::spawn("resolver", [&index, &sender = sender, &receiver = receiver, yields] {
                rt::await(rt::select(rt::async([&] { fetch(index, std::move(receiver)); }),
                                     rt::async([&] { solve(index, std::move(sender), yields); })));
            });
        rt::await(resolver);
    });
}

template <class Map>
void add(Registry& registry, const char* question, const char* about, bool yields,
         Expectation expected) {
    Scenario scenario = about_revision<Map>(question, about);
    scenario.name = std::string("resolver/") + question + "/" + revision<Map>();
    scenario.body = [yields](const Params&) { resolve<Map>(yields); };
    scenario.expected = always(std::move(expected));
    registry.add(std::move(scenario));
}

}  // namespace

void resolver_small(Registry& registry) {
    const char* sync = "The solver sends its requests without a yield: does the resolver hang?";
    const char* yields =
        "The solver yields after a send, where the version map's entry is in use: does it hang?";
    add<OnWaitMap>(registry, "sync-channel", sync, false, is_free());
    add<OnPr1183>(registry, "sync-channel", sync, false, is_free());
    add<OnPr3987>(registry, "sync-channel", sync, false, is_free());
    add<OnWaitMap>(registry, "yield-after-send", yields, true,
                   finds(FindingKind::Reentry, {"resolver", "versions shard 0"}));
    add<OnPr1183>(registry, "yield-after-send", yields, true, is_free());
    add<OnPr3987>(registry, "yield-after-send", yields, true, is_free());
}

}  // namespace impasse::scenarios
