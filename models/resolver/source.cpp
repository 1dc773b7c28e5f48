#include "models/resolver/source.hpp"

#include "harness/rt/oneshot.hpp"
#include "harness/rt/time.hpp"
#include "harness/sync/thread.hpp"

namespace impasse::models::resolver {

void answer(Source source) {
    if (source == Source::Network) rt::await(rt::sleep());
    if (source != Source::Cache) return;
    auto [sender, receiver] = rt::oneshot<rt::Unit>("cache read");
    sync::thread reader("reader", [&sender = sender] {
        auto mine = std::move(sender);
        std::move(mine).send({});
    });
    reader.detach();
    rt::await(receiver);
}

}  // namespace impasse::models::resolver
