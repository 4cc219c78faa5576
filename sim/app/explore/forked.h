// A forked process of the explorer: SystemC elaborates one chip per process, and what crashes takes
// nothing else with it.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>

#include "sim/app/explore/message.h"

namespace tessera::explore {

// What a process may do beyond computing.
enum class Writes { kNothing, kFiles };

struct Forked {
  pid_t process = 0;
  int file = -1;  // the server's end
  std::shared_ptr<SharedFlag> cancelled;
};

// The child closes every file of the server but its own end, calls `work` and ends. It dies with
// the server. With Writes::kNothing it cannot write a byte to any file.
// Throws std::runtime_error where no process can be started.
Forked fork_off(const std::function<void(ServerLink&)>& work, Writes writes);

// With what it started itself.
void kill_all_of(pid_t process);

// Kills it if it has not ended, and says why it did: "ended by signal 11 (Segmentation fault)".
std::string end_of(pid_t process);

}  // namespace tessera::explore
