// A resolution, as a question's body.
#pragma once

#include "models/resolver/resolver.hpp"
#include "scenarios/museum/ask.hpp"

namespace impasse::scenarios {

using models::resolver::Index;
using models::resolver::Joins;
using models::resolver::Options;
using models::resolver::Source;

// Calls body(index) in a task "resolver", with an index of the cell's design and shards.
void with_resolver(const Cell& cell, const std::function<void(Index&)>& body);

// One resolution, which is to come to whether there is a solution.
void resolves(const Cell& cell, const Options& options, bool has_a_solution = true);

}  // namespace impasse::scenarios
