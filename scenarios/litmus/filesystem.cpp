// The file system of Flanagan and Godefroid (POPL'05): thread i gives inode i a free block, and
// looks for one from block 2i on. With n <= 13 no two threads meet; each thread beyond starts where
// thread i - 13 did, and one of the two goes on to the next block: 2^(n-13) traces.
//
// 26 threads use up all 26 blocks: a 27th would look for one for ever.
#include <array>
#include <deque>

#include "harness/sync/guards.hpp"
#include "harness/sync/mutex.hpp"
#include "harness/sync/thread.hpp"
#include "scenarios/registry.hpp"

namespace impasse::scenarios {

namespace {

constexpr std::size_t kInodes = 32;
constexpr std::size_t kBlocks = 26;

// The paper's names: locki[i] protects inode[i], lockb[b] protects busy[b].
struct Disk {
    Disk() {
        for (std::size_t i = 0; i < kInodes; ++i)
            locki.emplace_back(Name("locki", static_cast<int>(i)), sync::Unlocks::Follow);
        for (std::size_t b = 0; b < kBlocks; ++b)
            lockb.emplace_back(Name("lockb", static_cast<int>(b)), sync::Unlocks::Follow);
    }

    std::deque<sync::mutex> locki;
    std::deque<sync::mutex> lockb;
    std::array<std::size_t, kInodes> inode{};
    std::array<bool, kBlocks> busy{};
};

void create_file(Disk& disk, std::size_t tid) {
    const std::size_t i = tid % kInodes;
    sync::lock_guard inode(disk.locki[i]);
    if (disk.inode[i] != 0) return;
    for (std::size_t b = (i * 2) % kBlocks;; b = (b + 1) % kBlocks) {
        sync::lock_guard block(disk.lockb[b]);
        if (disk.busy[b]) continue;
        disk.busy[b] = true;
        disk.inode[i] = b + 1;
        return;
    }
}

// Takes its locks the other way round: the block, then the inode that may have it.
void free_block_of(Disk& disk, std::size_t i) {
    const std::size_t b = (i * 2) % kBlocks;
    sync::lock_guard block(disk.lockb[b]);
    sync::lock_guard inode(disk.locki[i]);
    if (disk.inode[i] != b + 1) return;
    disk.inode[i] = 0;
    disk.busy[b] = false;
}

std::deque<sync::jthread> create_files(Disk& disk, std::int64_t n) {
    std::deque<sync::jthread> threads;
    for (int tid = 0; tid < n; ++tid)
        threads.push_back(sync::jthread(Name("thread", tid), [&disk, tid] {
            create_file(disk, static_cast<std::size_t>(tid));
        }));
    return threads;
}

}  // namespace

void litmus_filesystem(Registry& registry) {
    registry.add({.name = "litmus/filesystem",
                  .about = "Do n threads that each look for a free block of a disk hang?",
                  .params = {{"n", 4, 1, kBlocks, "threads"}},
                  .body =
                      [](const Params& params) {
                          Disk disk;
                          create_files(disk, params["n"]);
                      },
                  .expected = always(is_free())});
    registry.add({.name = "litmus/filesystem-frees",
                  .about = "Do they hang beside one that frees a block, and takes block and inode "
                           "the other way round?",
                  .params = {{"n", 4, 1, kBlocks / 2, "threads that look for a block"}},
                  .body =
                      [](const Params& params) {
                          Disk disk;
                          const auto creators = create_files(disk, params["n"]);
                          sync::jthread frees("frees", [&disk] { free_block_of(disk, 0); });
                      },
                  .expected = always(
                      finds(FindingKind::Cycle, {"thread 0", "frees", "locki 0", "lockb 0"}))});
}

}  // namespace impasse::scenarios
