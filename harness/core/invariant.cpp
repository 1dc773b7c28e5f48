#include "harness/core/invariant.hpp"

namespace impasse {

void invariant_failed(const char* file, int line, const std::string& sentence) {
    throw InvariantFailure("internal error: " + sentence + " (" + file + ":" +
                           std::to_string(line) + ")");
}

}  // namespace impasse
