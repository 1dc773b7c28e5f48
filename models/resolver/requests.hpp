// What the solver asks the fetcher for, and the channel that it does so through.
#pragma once

#include <memory>
#include <utility>
#include <variant>

#include "harness/rt/channel.hpp"
#include "harness/rt/mpsc.hpp"
#include "models/once_map/any_once_map.hpp"

namespace impasse::models::resolver {

// The values of an answer.
constexpr int kFound = 1;
constexpr int kError = 0;  // MetadataResponse::Error

// The job travels with its request: where it is a handle, dropping the request drops the job.
struct Request {
    enum class Kind : unsigned char { Package, Distribution, Prefetch } kind;
    int package;
    std::shared_ptr<AnyOnceMap::Job> job{};  // none for a prefetch
};

class Sink {
  public:
    explicit Sink(rt::UnboundedSender<Request> sender) : sender_(std::move(sender)) {}
    explicit Sink(rt::Sender<Request> sender) : sender_(std::move(sender)) {}

    // In an async body: waits for a place in a bounded channel. False: the fetcher is gone.
    bool send(Request request, Location where = Location::current()) const {
        if (auto* unbounded = std::get_if<rt::UnboundedSender<Request>>(&sender_))
            return unbounded->send(std::move(request), where);
        const auto& bounded = std::get<rt::Sender<Request>>(sender_);
        return !rt::await(bounded.send(std::move(request), where), where);
    }

  private:
    std::variant<rt::UnboundedSender<Request>, rt::Sender<Request>> sender_;
};

}  // namespace impasse::models::resolver
