#include "harness/relacy/once_map_protocol.hpp"

#include "harness/core/invariant.hpp"
#include "models/once_map/protocol.hpp"
// last: it includes Relacy
#include "harness/relacy/search.hpp"

namespace impasse::relacy {

namespace {

using models::OnceMapRevision;

template <OnceMapRevision kRevision, unsigned kWaiters>
class ProtocolSuite : public Suite<ProtocolSuite<kRevision, kWaiters>, kWaiters + 1> {
  public:
    void thread(unsigned index) {
        if (index == kWaiters) {
            map_.done();
        } else if (!map_.wait()) {
            panic("wait() returned, and the entry is not filled");
        }
    }

  private:
    models::OnceMapProtocol<RelacyPolicy, kRevision> map_;
};

template <OnceMapRevision kRevision>
Result run(unsigned waiters, const Options& options) {
    INVARIANT(waiters >= 1 && waiters <= kMaxWaiters, "one or two waiters are built in");
    return waiters == 1 ? search<ProtocolSuite<kRevision, 1>>(options)
                        : search<ProtocolSuite<kRevision, 2>>(options);
}

}  // namespace

Result run_once_map_protocol(OnceMapRevision revision, unsigned waiters, const Options& options) {
    return revision == OnceMapRevision::Pr1183 ? run<OnceMapRevision::Pr1183>(waiters, options)
                                               : run<OnceMapRevision::Pr3987>(waiters, options);
}

}  // namespace impasse::relacy
