// SQLite with C++ lifetimes; every failure is a StoreError that names the file.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tessera {

class StoreError : public std::runtime_error {
 public:
  StoreError(int code, const std::string& what) : std::runtime_error(what), code_(code) {}
  int code() const { return code_; }  // SQLite's

 private:
  int code_;
};

class Statement {
 public:
  Statement(sqlite3* database, std::string_view sql);
  Statement(Statement&&) = default;
  Statement& operator=(Statement&&) = default;

  // Parameters from 1.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, double value);  // NaN is NULL
  Statement& bind(int parameter, std::string_view value);

  bool step();  // whether there is a row
  void run();   // one execution without rows; the statement can be bound and run again
  void reset();

  // Columns from 0, of the row.
  std::int64_t whole(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::optional<double> number(int column) const;  // none: NULL
  std::string text(int column) const;

 private:
  [[noreturn]] void fail() const;
  void check(int code) const;

  struct Finalise {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalise> statement_;
};

enum class Access { kRead, kWrite };

class Database {
 public:
  // ":memory:" is one without a file. kRead: the file must be there.
  Database(const std::string& path, Access access);

  void run(const std::string& sql);
  Statement prepare(std::string_view sql) { return {handle_.get(), sql}; }
  sqlite3* handle() { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

}  // namespace tessera
