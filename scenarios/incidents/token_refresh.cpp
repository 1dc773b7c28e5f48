// uv #17832 (2026-02): a token is refreshed under a lock of its file, by a client whose middleware refreshes
// the token of a known URL, under that lock. The fix 7c06784271 refreshes with the plain client alone.
#include "harness/rt/runtime.hpp"
#include "harness/rt/time.hpp"
#include "scenarios/incidents/file_lock.hpp"
#include "scenarios/incidents/incident.hpp"

namespace impasse::scenarios {

namespace {

struct Tokens {
    FileLock lock{"tokens.lock"};
    bool stale = true;
};

void request() { rt::await(rt::sleep()); }

void refresh_with_plain_client(Tokens& tokens) {
    const auto held = tokens.lock.acquire();
    if (!tokens.stale) return;
    request();
    tokens.stale = false;
}

// The middleware looks at the token before it lets the request go.
void request_through_middleware(Tokens& tokens) {
    refresh_with_plain_client(tokens);
    request();
}

void refresh_with_any_client(Tokens& tokens) {
    const auto held = tokens.lock.acquire();
    if (!tokens.stale) return;
    request_through_middleware(tokens);
    tokens.stale = false;
}

void publish(void (*refresh)(Tokens&), bool stale) {
    Tokens tokens;
    tokens.stale = stale;
    rt::Runtime runtime;
    runtime.block_on([&] { refresh(tokens); });
}

}  // namespace

void incidents_token_refresh(Registry& registry) {
    const Incident incident{
        "token-refresh",
        "A token is refreshed under a lock by a request whose middleware refreshes "
        "it under that lock: does that hang? (#17832)"};
    const auto column = [&](bool fixed) {
        Scenario scenario = variant_of(incident, fixed ? "fixed" : "as-it-was", [] {}, {});
        scenario.params = {{"stale", 1, 0, 1, "1: the token has run out"}};
        scenario.sets = {{{"stale", 0}}, {{"stale", 1}}};
        scenario.body = [fixed](const Params& params) {
            publish(fixed ? refresh_with_plain_client : refresh_with_any_client,
                    params["stale"] == 1);
        };
        scenario.expected = [fixed](const Params& params) {
            if (params["stale"] == 0) return is_free();
            return fixed ? is_free_with(FindingKind::GuardAcrossAwait)
                         : finds(FindingKind::Reentry, {"main", "tokens.lock"});
        };
        return scenario;
    };
    add(registry, column(false), column(true),
        "the refresh goes through a client without that middleware");
}

}  // namespace impasse::scenarios
