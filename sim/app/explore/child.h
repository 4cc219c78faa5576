// A forked process as the server's event loop sees it: messages go in and out, its end is heard of
// once.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "sim/app/explore/forked.h"

namespace tessera::explore {

class Child : public std::enable_shared_from_this<Child> {
 public:
  using Work = std::function<void(ServerLink&)>;
  using OnMessage = std::function<void(const Message&)>;
  using OnEnd = std::function<void(const std::string& why)>;

  // Throws std::runtime_error where no process can be started.
  static std::shared_ptr<Child> start(boost::asio::io_context& loop, const Work& work,
                                      Writes writes, OnMessage on_message, OnEnd on_end);
  ~Child();  // kills it

  void write(char kind, const std::string& bytes);
  void cancel();        // asks it to end what it does; kills it where it does not soon
  void clear_cancel();  // for the next thing it does
  void kill();          // on_end is called with the reason

 private:
  Child(boost::asio::io_context& loop, Forked forked, OnMessage on_message, OnEnd on_end);
  void read();
  void write_next();
  void take_messages();
  void end();

  boost::asio::local::stream_protocol::socket socket_;
  boost::asio::steady_timer patience_;
  Forked forked_;
  OnMessage on_message_;
  OnEnd on_end_;
  std::string received_;
  std::array<char, 65536> part_{};
  std::deque<std::string> to_write_;
  bool ended_ = false;
};

}  // namespace tessera::explore
