#include "scenarios/museum/resolves.hpp"

namespace impasse::scenarios {

void with_resolver(const Cell& cell, const std::function<void(Index&)>& body) {
    models::resolver::with_index(cell.design, shards_of(cell), [&](Index& index) {
        auto runtime = builder(cell.on).build();
        runtime.block_on([&] {
            auto resolver = rt::spawn("resolver", [&] { body(index); });
            rt::await(resolver);
        });
    });
}

void resolves(const Cell& cell, const Options& options, bool has_a_solution) {
    with_resolver(cell, [&](Index& index) {
        require(models::resolver::resolve(index, options) == has_a_solution,
                "the resolution is not what it is to be");
    });
}

}  // namespace impasse::scenarios
