#include "sim/app/explore/server.h"

#include <fmt/format.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>
#include <memory>

#include "sim/app/explore/session.h"
#include "sim/core/diagnostics.h"

namespace tessera::explore {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr int kMostConnections = 128;
constexpr std::chrono::milliseconds kBreak{100};  // where no connection can be taken

class Server {
 public:
  Server(asio::io_context& loop, const ServerOptions& options)
      : acceptor_(loop), pause_(loop), router_(loop, options.directory) {
    open(options.port);
  }

  unsigned short port() const { return acceptor_.local_endpoint().port(); }
  void accept() {
    acceptor_.async_accept([this](const Error& error, tcp::socket socket) {
      if (!error) begin(std::move(socket));
      if (!acceptor_.is_open()) return;
      if (!error) return accept();
      pause_.expires_after(kBreak);
      pause_.async_wait([this](const Error& ended) {
        if (!ended) accept();
      });
    });
  }

 private:
  void open(unsigned short port) {
    const tcp::endpoint here(asio::ip::address_v4::loopback(), port);
    Error error;
    acceptor_.open(here.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    acceptor_.bind(here, error);
    if (!error) acceptor_.listen(kMostConnections, error);
    if (error)
      throw InputError(
          ExitCode::kUsage,
          fmt::format("--port {}: {}; --port 0 takes one that is free", port, error.message()));
  }

  void begin(tcp::socket socket) {
    const bool full = *connections_ >= kMostConnections;
    ++*connections_;
    const auto session = std::make_shared<Session>(std::move(socket), router_, port(),
                                                   [open = connections_] { --*open; });
    if (!full) return session->read();
    session->refuse(refusal(503, "busy", fmt::format("{} connections are open", kMostConnections)));
  }

  tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  Router router_;
  // Shared: sessions that still wait when the loop is stopped outlive the server.
  std::shared_ptr<int> connections_ = std::make_shared<int>(0);
};

}  // namespace

void serve(const ServerOptions& options, const std::function<void(const std::string&)>& listening) {
  asio::io_context loop(1);
  Server server(loop, options);
  asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&loop](const Error&, int) { loop.stop(); });
  server.accept();
  listening(fmt::format("http://127.0.0.1:{}/", server.port()));
  loop.run();
}

}  // namespace tessera::explore
