#include "harness/core/verdict.hpp"

namespace impasse {

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::Free:
            return "free";
        case Verdict::FreeWithin:
            return "free-within";
        case Verdict::Found:
            return "found";
        case Verdict::Inconclusive:
            return "inconclusive";
        case Verdict::Error:
            return "error";
    }
    return "error";
}

namespace {

int rank(ExitCode code) {
    switch (code) {
        case kAsExpected:
            return 0;
        case kInconclusive:
            return 1;
        case kDiffers:
            return 2;
        case kError:
            return 3;
        case kUsage:
            return 4;
    }
    return 4;
}

}  // namespace

ExitCode stronger(ExitCode a, ExitCode b) { return rank(a) >= rank(b) ? a : b; }

}  // namespace impasse
