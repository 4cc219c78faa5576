#include "sim/app/explore/admission.h"

#include <gtest/gtest.h>

namespace tessera::explore {
namespace {

constexpr unsigned short kPort = 8377;

RequestHead post() {
  RequestHead head;
  head.method = "POST";
  head.target = "/api/run";
  head.host = "127.0.0.1:8377";
  head.content_type = "application/json; charset=utf-8";
  return head;
}

int status_of(const RequestHead& head) {
  const auto answer = refused(head, kPort);
  return answer ? answer->status : 0;
}

TEST(Admission, ThePageItselfIsLetIn) {
  RequestHead head = post();
  EXPECT_EQ(status_of(head), 0);
  head.origin = "http://127.0.0.1:8377";
  head.site = "same-origin";
  EXPECT_EQ(status_of(head), 0);
  head.host = "LocalHost:8377";
  EXPECT_EQ(status_of(head), 0);
}

TEST(Admission, ANameThatPointsHereIsNotThisMachine) {
  for (const char* host :
       {"evil.example:8377", "127.0.0.1:8378", "127.0.0.1", "", "127.0.0.1:8377.evil"}) {
    RequestHead head = post();
    head.host = host;
    EXPECT_EQ(status_of(head), 403) << host;
  }
}

TEST(Admission, TwoHostsAreNone) {
  RequestHead head = post();
  head.hosts = 2;
  EXPECT_EQ(status_of(head), 403);
}

TEST(Admission, OtherOriginsAreRefused) {
  for (const char* origin :
       {"null", "http://evil.example", "https://127.0.0.1:8377", "http://127.0.0.1:80"}) {
    RequestHead head = post();
    head.origin = origin;
    EXPECT_EQ(status_of(head), 403) << origin;
  }
  RequestHead head = post();
  head.site = "cross-site";
  EXPECT_EQ(status_of(head), 403);
}

TEST(Admission, APostIsJson) {
  RequestHead head = post();
  head.content_type = "text/plain";
  EXPECT_EQ(status_of(head), 415);
  head.content_type = "application/jsonp";
  EXPECT_EQ(status_of(head), 415);
}

TEST(Admission, OnlyGetAndPostAreAnswered) {
  RequestHead head = post();
  head.method = "OPTIONS";
  EXPECT_EQ(status_of(head), 405);
}

TEST(Admission, AnAddressHasALimit) {
  RequestHead head = post();
  head.target = "/" + std::string(kMostTargetBytes - 1, 'x');
  EXPECT_EQ(status_of(head), 0);
  head.target += "x";
  EXPECT_EQ(status_of(head), 414);
}

}  // namespace
}  // namespace tessera::explore
