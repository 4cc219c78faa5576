// One connection: reads requests one after the other, refuses what is too large, too slow or not
// let in, and writes the answers.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <functional>
#include <memory>
#include <optional>

#include "sim/app/explore/answer.h"
#include "sim/app/explore/router.h"

namespace tessera::explore {

class Session : public std::enable_shared_from_this<Session> {
 public:
  // `closed` is called when the connection is.
  Session(boost::asio::ip::tcp::socket socket, Router& router, unsigned short port,
          std::function<void()> closed);
  ~Session();

  void read();
  void refuse(const Answer& answer);  // without reading

 private:
  using Error = boost::system::error_code;
  void take(const Error& error);
  void take_request();
  void watch(int request);
  void write(const Answer& answer, bool keep_alive);
  void drain();  // so that the other side reads the answer before the connection breaks

  boost::beast::tcp_stream stream_;
  Router& router_;
  unsigned short port_;
  std::function<void()> closed_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  std::function<void()> cancel_;  // of what is being answered
  int requests_ = 0;
  std::size_t drained_ = 0;
  std::array<char, 16384> rest_{};
};

}  // namespace tessera::explore
