#include "sim/app/explore/child.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstring>
#include <utility>

namespace tessera::explore {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;

constexpr std::chrono::seconds kPatience{1};  // of what was asked to end

}  // namespace

std::shared_ptr<Child> Child::start(asio::io_context& loop, const Work& work, Writes writes,
                                    OnMessage on_message, OnEnd on_end) {
  std::shared_ptr<Child> child(
      new Child(loop, fork_off(work, writes), std::move(on_message), std::move(on_end)));
  child->read();
  return child;
}

Child::Child(asio::io_context& loop, Forked forked, OnMessage on_message, OnEnd on_end)
    : socket_(loop, asio::local::stream_protocol(), forked.file),
      patience_(loop),
      forked_(std::move(forked)),
      on_message_(std::move(on_message)),
      on_end_(std::move(on_end)) {}

Child::~Child() {
  if (!ended_) end_of(forked_.process);
}

void Child::write(char kind, const std::string& bytes) {
  to_write_.push_back(framed(kind, bytes));
  if (to_write_.size() == 1) write_next();
}

void Child::write_next() {
  asio::async_write(socket_, asio::buffer(to_write_.front()),
                    [self = shared_from_this()](const Error& error, std::size_t) {
                      if (error) return;  // reading hears of the end
                      self->to_write_.pop_front();
                      if (!self->to_write_.empty()) self->write_next();
                    });
}

void Child::cancel() {
  forked_.cancelled->set(true);
  patience_.expires_after(kPatience);
  patience_.async_wait([weak = weak_from_this()](const Error& error) {
    const auto self = weak.lock();
    if (!error && self) self->kill();
  });
}

void Child::clear_cancel() {
  patience_.cancel();
  forked_.cancelled->set(false);
}

void Child::kill() {
  if (!ended_) kill_all_of(forked_.process);
}

void Child::read() {
  // Weak: who holds the child decides how long it lives.
  socket_.async_read_some(asio::buffer(part_),
                          [weak = weak_from_this()](const Error& error, std::size_t length) {
                            const auto self = weak.lock();
                            if (!self) return;
                            if (error) return self->end();
                            self->received_.append(self->part_.data(), length);
                            self->take_messages();
                            self->read();
                          });
}

void Child::take_messages() {
  std::size_t begin = 0;
  while (received_.size() - begin >= sizeof(MessageHeader)) {
    MessageHeader header{};
    std::memcpy(&header, received_.data() + begin, sizeof header);
    const std::size_t content = begin + sizeof header;
    if (received_.size() - content < header.length) break;
    on_message_({header.kind, received_.substr(content, header.length)});
    begin = content + header.length;
  }
  received_.erase(0, begin);
}

void Child::end() {
  if (std::exchange(ended_, true)) return;
  patience_.cancel();
  const std::string why = end_of(forked_.process);
  Error ignored;
  socket_.close(ignored);
  on_end_(why);
}

}  // namespace tessera::explore
