// Where an answer comes from.
#pragma once

namespace impasse::models::resolver {

enum class Source : unsigned char {
    AtHand,   // at once
    Network,  // when the runtime looks at what its driver has: a sleep
    Cache,    // a file that a thread of the blocking pool reads: at any time
};

// In an async body: waits for the answer.
void answer(Source source);

}  // namespace impasse::models::resolver
