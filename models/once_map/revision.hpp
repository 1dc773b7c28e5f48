// The revisions of uv's OnceMap on DashMap that the models tell apart.
#pragma once

namespace impasse::models {

enum class OnceMapRevision : unsigned char {
    Pr1183,  // looks the entry up, lets go of it, then creates the Notified future
    Pr3987,  // creates the Notified future, then looks again
    Pr8146,  // as Pr3987, and has remove()
};

}  // namespace impasse::models
