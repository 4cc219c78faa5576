// Messages between the server and a process that it forked: both ends of one socket.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace tessera::explore {

struct Message {
  char kind = 0;
  std::string bytes;
};

// In front of the bytes of every message.
struct MessageHeader {
  std::uint32_t length;
  char kind;
};
std::string framed(char kind, const std::string& bytes);

// One page that a process and the server both see.
class SharedFlag {
 public:
  SharedFlag();
  ~SharedFlag();
  SharedFlag(const SharedFlag&) = delete;
  SharedFlag& operator=(const SharedFlag&) = delete;
  void set(bool value) { *flag_ = value; }
  bool get() const { return *flag_; }

 private:
  std::atomic<bool>* flag_;
};

// The server, as the forked process sees it.
class ServerLink {
 public:
  ServerLink(int file, std::shared_ptr<SharedFlag> cancelled)
      : file_(file), cancelled_(std::move(cancelled)) {}
  std::optional<Message> read();  // nothing: there is no server any more
  void write(char kind, const std::string& bytes);
  bool cancelled() const { return cancelled_->get(); }

 private:
  int file_;
  std::shared_ptr<SharedFlag> cancelled_;
};

}  // namespace tessera::explore
