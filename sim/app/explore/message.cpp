#include "sim/app/explore/message.h"

#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <stdexcept>

namespace tessera::explore {
namespace {

// False at the end of what the other side sends.
bool read_all(int file, char* to, std::size_t length) {
  while (length > 0) {
    const ssize_t got = ::recv(file, to, length, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return false;
    to += got;
    length -= static_cast<std::size_t>(got);
  }
  return true;
}

}  // namespace

std::string framed(char kind, const std::string& bytes) {
  MessageHeader header{};
  header.length = static_cast<std::uint32_t>(bytes.size());
  header.kind = kind;
  std::string message(sizeof header, '\0');
  std::memcpy(message.data(), &header, sizeof header);
  return message + bytes;
}

SharedFlag::SharedFlag() {
  void* page =
      ::mmap(nullptr, sizeof *flag_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED)
    throw std::runtime_error(std::string("a process cannot be started: ") + std::strerror(errno));
  flag_ = new (page) std::atomic<bool>(false);
}

SharedFlag::~SharedFlag() { ::munmap(flag_, sizeof *flag_); }

std::optional<Message> ServerLink::read() {
  MessageHeader header{};
  if (!read_all(file_, reinterpret_cast<char*>(&header), sizeof header)) return std::nullopt;
  Message message{header.kind, std::string(header.length, '\0')};
  if (!read_all(file_, message.bytes.data(), message.bytes.size())) return std::nullopt;
  return message;
}

void ServerLink::write(char kind, const std::string& bytes) {
  const std::string message = framed(kind, bytes);
  for (std::size_t done = 0; done < message.size();) {
    const ssize_t sent = ::send(file_, message.data() + done, message.size() - done, MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) ::_exit(0);  // nobody listens any more
    if (sent > 0) done += static_cast<std::size_t>(sent);
  }
}

}  // namespace tessera::explore
