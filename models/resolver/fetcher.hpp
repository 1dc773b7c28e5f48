// The fetcher's side of a resolution (resolver/mod.rs: fetch, process_request).
#pragma once

#include <optional>

#include "harness/rt/buffer_unordered.hpp"
#include "harness/rt/runtime.hpp"
#include "models/resolver/requests.hpp"
#include "models/resolver/resolver.hpp"

namespace impasse::models::resolver {

// What is to be done with an answer, by the loop below: nothing, where there is no job.
struct Response {
    std::shared_ptr<AnyOnceMap::Job> job{};
    int value = kFound;
};

// Inside of the buffer. A build resolves what it needs right here, on the same index. Nothing: an error,
// which ends the fetcher.
std::optional<Response> process_request(Index& index, const Request& request,
                                        const Options& options);

// In an async body. Ends when all senders are dropped and all requests answered; false: at an error.
template <class Receiver>
bool fetch(Index& index, Receiver requests, const Options& options) {
    auto responses = rt::buffer_unordered(
        std::move(requests), options.buffer, [&index, &options](Request request) {
            return rt::async([&index, &options, request = std::move(request)] {
                return process_request(index, request, options);
            });
        });
    while (const auto response = rt::await(responses.next())) {
        if (!*response) return false;
        if ((*response)->job) (*response)->job->done((*response)->value);
    }
    return true;
}

}  // namespace impasse::models::resolver
