#include "harness/bench/raw.hpp"

#include <utility>

#include "harness/bench/stopwatch.hpp"
#include "harness/core/invariant.hpp"

namespace impasse::bench {

namespace context = boost::context;

ResumeYield::ResumeYield(unsigned agents) {
    for (unsigned i = 0; i < agents; ++i)
        agents_.emplace_back([](context::fiber&& loop) {
            for (;;) loop = std::move(loop).resume();
            return std::move(loop);
        });
}

void ResumeYield::run(std::uint64_t switches) {
    for (std::size_t agent = 0; switches > 0; --switches) {
        agents_[agent] = std::move(agents_[agent]).resume();
        if (++agent == agents_.size()) agent = 0;
    }
}

// The caller of run() is place 0, the agents come after it.
struct HandOver::Ring {
    std::vector<context::fiber> places;
    std::size_t from = 0;  // who resumed last: what resume() returns is its fiber
    std::uint64_t left = 0;

    void go(std::size_t mine, std::size_t to) {
        from = mine;
        context::fiber back = std::move(places[to]).resume();
        places[from] = std::move(back);
    }
    void agent(std::size_t mine) {
        for (;;) {
            const std::size_t next = mine + 1 == places.size() ? 1 : mine + 1;
            go(mine, --left == 0 ? 0 : next);
        }
    }
};

HandOver::HandOver(unsigned agents) : ring_(std::make_unique<Ring>()) {
    INVARIANT(agents > 1, "one agent alone has nobody to hand over to");
    Ring* ring = ring_.get();
    ring->places.resize(agents + 1);
    for (std::size_t i = 1; i <= agents; ++i)
        ring->places[i] = context::fiber([ring, i](context::fiber&& caller) {
            ring->places[ring->from] = std::move(caller);
            ring->agent(i);
            return context::fiber();
        });
}

HandOver::~HandOver() = default;

void HandOver::run(std::uint64_t switches) {
    INVARIANT(switches > 1, "one switch leads there, another one back");
    ring_->left = switches - 1;
    ring_->go(0, 1);
}

namespace {

double measure(auto& raw, double seconds) {
    constexpr std::uint64_t kChunk = 100'000;
    const Stopwatch watch;
    double over = 0;
    std::uint64_t switches = 0;
    do {
        raw.run(kChunk);
        switches += kChunk;
        over = watch.seconds();
    } while (over < seconds);
    return over / static_cast<double>(switches);
}

}  // namespace

double seconds_a_switch(ResumeYield& raw, double seconds) { return measure(raw, seconds); }
double seconds_a_switch(HandOver& raw, double seconds) { return measure(raw, seconds); }

}  // namespace impasse::bench
