#include "sim/app/explore/session.h"

#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <utility>

#include "sim/app/explore/admission.h"

namespace tessera::explore {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

constexpr std::uint32_t kMostHeaderBytes = 8192;
constexpr std::uint64_t kMostBodyBytes = 64 * 1024;
constexpr std::size_t kMostDrained = 1 << 20;
constexpr std::chrono::seconds kToAsk{15};   // the whole request
constexpr std::chrono::seconds kToRead{30};  // an answer
constexpr std::chrono::seconds kToDrain{1};

std::string text_of(beast::string_view text) { return {text.data(), text.size()}; }

RequestHead head_of(const http::request<http::string_body>& request) {
  RequestHead head;
  head.method = text_of(request.method_string());
  head.target = text_of(request.target());
  head.host = text_of(request[http::field::host]);
  head.origin = text_of(request[http::field::origin]);
  head.site = text_of(request["Sec-Fetch-Site"]);
  head.content_type = text_of(request[http::field::content_type]);
  head.hosts = static_cast<int>(request.count(http::field::host));
  return head;
}

Answer refusal_of(const boost::system::error_code& error) {
  if (error == http::error::body_limit)
    return refusal(413, "too_large", "the body may have 64 KiB");
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return refusal(431, "too_large", "the headers may have 8 KiB");
  return refusal(400, "bad_request", "this is no HTTP request: " + error.message());
}

bool is_gone(const boost::system::error_code& error) {
  return error == http::error::end_of_stream || error == http::error::partial_message ||
         error == beast::error::timeout || error.category() == asio::error::get_system_category() ||
         error.category() == asio::error::get_misc_category();
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, Router& router, unsigned short port,
                 std::function<void()> closed)
    : stream_(std::move(socket)),
      router_(router),
      port_(port),
      closed_(std::move(closed)),
      buffer_(kMostHeaderBytes + kMostBodyBytes) {}

Session::~Session() { closed_(); }

void Session::read() {
  parser_.emplace();
  parser_->header_limit(kMostHeaderBytes);
  parser_->body_limit(kMostBodyBytes);
  stream_.expires_after(kToAsk);
  http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](const Error& error, std::size_t) { self->take(error); });
}

void Session::refuse(const Answer& answer) { write(answer, false); }

void Session::take(const Error& error) {
  if (!error) return take_request();
  if (!is_gone(error)) write(refusal_of(error), false);
}

void Session::take_request() {
  const auto request = parser_->release();
  const bool keep_alive = request.keep_alive();
  const RequestHead head = head_of(request);
  if (const auto refused_with = refused(head, port_)) return write(*refused_with, false);
  const std::size_t mark = head.target.find('?');
  Asked asked{head.method, head.target.substr(0, mark),
              mark == std::string::npos ? "" : head.target.substr(mark + 1), request.body()};
  stream_.expires_never();  // a run has its own limit
  const int number = ++requests_;
  auto cancel =
      router_.answer(asked, [weak = weak_from_this(), number, keep_alive](const Answer& answer) {
        const auto self = weak.lock();
        if (!self || self->requests_ != number) return;
        ++self->requests_;
        self->cancel_ = nullptr;
        self->write(answer, keep_alive);
      });
  if (requests_ != number) return;  // it was answered at once
  cancel_ = std::move(cancel);
  watch(number);
}

// Whoever asked may go away before there is an answer: then nobody needs it.
void Session::watch(int request) {
  stream_.socket().async_wait(asio::ip::tcp::socket::wait_read,
                              [self = shared_from_this(), request](const Error& error) {
                                if (error || self->requests_ != request) return;
                                char byte = 0;
                                Error end;
                                self->stream_.socket().non_blocking(true, end);
                                const std::size_t length = self->stream_.socket().receive(
                                    asio::buffer(&byte, 1), asio::socket_base::message_peek, end);
                                if (!end && length > 0) return;  // the next request, early
                                ++self->requests_;
                                if (const auto cancel = std::exchange(self->cancel_, nullptr))
                                  cancel();
                              });
}

void Session::write(const Answer& answer, bool keep_alive) {
  const auto response = std::make_shared<http::response<http::string_body>>();
  response->version(11);
  response->result(static_cast<unsigned>(answer.status));
  response->set(http::field::content_type, answer.type);
  response->set(http::field::cache_control, "no-store");
  response->set("X-Content-Type-Options", "nosniff");
  response->set("X-Frame-Options", "DENY");
  response->set("Referrer-Policy", "no-referrer");
  response->set("Cross-Origin-Resource-Policy", "same-origin");
  response->set("Cross-Origin-Opener-Policy", "same-origin");
  response->set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  for (const auto& [name, value] : answer.headers) response->set(name, value);
  response->keep_alive(keep_alive);
  response->body() = answer.body;
  response->prepare_payload();
  stream_.expires_after(kToRead);
  http::async_write(
      stream_, *response,
      [self = shared_from_this(), response, keep_alive](const Error& error, std::size_t) {
        if (error) return;
        if (keep_alive) return self->read();
        Error ignored;
        self->stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
        self->stream_.expires_after(kToDrain);
        self->drain();
      });
}

void Session::drain() {
  stream_.async_read_some(asio::buffer(rest_),
                          [self = shared_from_this()](const Error& error, std::size_t length) {
                            self->drained_ += length;
                            if (!error && self->drained_ < kMostDrained) self->drain();
                          });
}

}  // namespace tessera::explore
