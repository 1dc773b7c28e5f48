// A place in the source for each operation of a program, so that findings tell them apart.
#pragma once

#include "harness/core/site.hpp"

namespace impasse::property {

// The place "op:N" of the operation with this number (from 1; they repeat after 96).
Location site(unsigned number);

}  // namespace impasse::property
