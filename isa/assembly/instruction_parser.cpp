#include "isa/assembly/instruction_parser.h"

#include <array>

#include "isa/data_type.h"

namespace tessera {
namespace {

constexpr std::int64_t kLargestSide = 1 << 20;  // of a tile, so that m n k is a whole number
constexpr double kMostBytes = 1e15;

std::optional<DataType> data_type_at(const Cursor& cursor) {
  if (cursor.here().kind != Lexeme::Kind::kWord || cursor.here().quoted) return std::nullopt;
  return data_type_named(cursor.here().text);
}

DataType expect_data_type(Cursor& cursor) {
  const std::optional<DataType> type = data_type_at(cursor);
  if (!type) {
    std::string known;
    for (const std::string& name : data_type_names()) known += (known.empty() ? "" : ", ") + name;
    cursor.wrong("a data type (" + known + ")");
  }
  cursor.next();
  return *type;
}

Bytes bytes_in_unit(Cursor& cursor, double amount, const Lexeme& at) {
  static constexpr std::array<std::string_view, 3> kUnits = {"bytes", "KiB", "MiB"};
  static constexpr std::array<double, 3> kFactors = {1, 1024, 1024.0 * 1024};
  const double bytes = amount * kFactors[static_cast<std::size_t>(cursor.expect_one_of(kUnits))];
  const auto whole = static_cast<std::int64_t>(bytes);
  if (static_cast<double>(whole) == bytes) return Bytes(whole);
  cursor.mistake(at, at.text + " is not a whole number of bytes");
  throw Cursor::Wrong{};
}

class InstructionParser {
 public:
  InstructionParser(Cursor& cursor, const Program& program, const Kernel& kernel)
      : cursor_(cursor), program_(program), kernel_(kernel) {}

  Instruction parse() {
    Instruction instruction;
    instruction.line = cursor_.here().line;
    instruction.column = cursor_.here().column;
    if (const auto transfer = verb_in(transfer_words())) {
      instruction.operation = parse_transfer(static_cast<Transfer::Kind>(*transfer));
    } else if (const auto vector = verb_in(vector_words())) {
      instruction.operation = parse_vector(static_cast<VectorOperation::Kind>(*vector));
    } else if (const auto collective = verb_in(collective_words())) {
      instruction.operation = parse_collective(static_cast<Collective::Kind>(*collective));
    } else if (cursor_.take_word("matmul")) {
      instruction.operation = parse_matmul();
    } else if (cursor_.take_word("barrier")) {
      instruction.operation = Barrier{static_cast<Engine>(cursor_.expect_one_of(engine_words()))};
    } else {
      cursor_.wrong("an instruction (" + alternatives(transfer_words()) + ", matmul, " +
                    alternatives(vector_words()) + ", " + alternatives(collective_words()) +
                    ", barrier or repeat)");
    }
    if (cursor_.take_word("wait")) instruction.waits = parse_uses();
    if (cursor_.take_word("signal")) instruction.signals = parse_uses();
    return instruction;
  }

 private:
  std::optional<int> verb_in(std::span<const std::string_view> words) {
    if (cursor_.here().kind != Lexeme::Kind::kWord || cursor_.here().quoted) return std::nullopt;
    const std::optional<int> found = position(words, cursor_.here().text);
    if (found) cursor_.next();
    return found;
  }

  int parse_buffer() {
    if (cursor_.take_word("_")) return -1;
    return parse_reference(cursor_, kernel_.buffers, "a buffer of this kernel");
  }
  int parse_tensor() {
    if (cursor_.take_word("_")) return -1;
    return parse_reference(cursor_, program_.tensors, "a tensor");
  }

  TokenUses parse_uses() {
    TokenUses uses;
    do {
      TokenUse use;
      use.token = parse_reference(cursor_, kernel_.tokens, "a token of this kernel");
      if (cursor_.here().kind == Lexeme::Kind::kNumber) {
        use.count = cursor_.expect_number<int>("the number of tokens", 1);
      }
      uses.push_back(use);
    } while (cursor_.take_sign(","));
    return uses;
  }

  Transfer parse_transfer(Transfer::Kind kind) {
    Transfer transfer;
    transfer.kind = kind;
    parse_ends(transfer);
    transfer.rows = 1;
    const Lexeme at = cursor_.here();
    const double amount = cursor_.expect_number<double>("a number of rows or bytes", 0, kMostBytes);
    if (cursor_.take_word("rows")) {
      transfer.rows = static_cast<std::int64_t>(amount);
      if (static_cast<double>(transfer.rows) != amount || transfer.rows < 1) {
        cursor_.mistake(at, "rows is " + at.text + ", must be a whole number of at least 1");
        throw Cursor::Wrong{};
      }
      cursor_.expect_word("of");
      transfer.row_bytes = parse_bytes(cursor_);
      if (amount * static_cast<double>(transfer.row_bytes.count()) > kMostBytes) {
        cursor_.mistake(at, "a transfer of that many bytes does not fit any memory");
        throw Cursor::Wrong{};
      }
    } else {
      transfer.row_bytes = bytes_in_unit(cursor_, amount, at);
    }
    if (cursor_.take_word("hit")) transfer.shared_buffer_hit = parse_share();
    if (cursor_.take_word("cores")) transfer.cores = cursor_.expect_number<int>("cores", 1);
    return transfer;
  }

  void parse_ends(Transfer& transfer) {
    if (transfer.kind == Transfer::Kind::kStore) {
      transfer.buffer = parse_buffer();
      cursor_.expect_sign("->");
      transfer.tensor = parse_tensor();
      return;
    }
    if (transfer.kind == Transfer::Kind::kCopy) {
      transfer.buffer = parse_buffer();
      return;
    }
    transfer.tensor = parse_tensor();
    cursor_.expect_sign("->");
    transfer.buffer = parse_buffer();
  }

  double parse_share() {
    const Lexeme at = cursor_.here();
    const double share = cursor_.expect_number<double>("the share that hits", 0.0);
    if (share <= 1) return share;
    cursor_.mistake(at, "hit is " + at.text + ", must be at most 1");
    throw Cursor::Wrong{};
  }

  Matmul parse_matmul() {
    Matmul matmul;
    matmul.a = parse_buffer();
    cursor_.expect_sign("*");
    matmul.b = parse_buffer();
    cursor_.expect_sign("->");
    matmul.c = parse_buffer();
    cursor_.expect_word("m");
    matmul.m = cursor_.expect_number<std::int64_t>("m", 1, kLargestSide);
    cursor_.expect_word("n");
    matmul.n = cursor_.expect_number<std::int64_t>("n", 1, kLargestSide);
    cursor_.expect_word("k");
    matmul.k = cursor_.expect_number<std::int64_t>("k", 1, kLargestSide);
    matmul.type = expect_data_type(cursor_);
    matmul.useful_macs = matmul.m * matmul.n * matmul.k;
    if (cursor_.take_word("useful")) {
      matmul.useful_macs = cursor_.expect_number<std::int64_t>("the useful multiplications", 0);
    }
    if (cursor_.take_word("share")) {
      matmul.issue_share = cursor_.expect_number<double>("the share of issue slots", 0.0);
    }
    return matmul;
  }

  VectorOperation parse_vector(VectorOperation::Kind kind) {
    VectorOperation operation;
    operation.kind = kind;
    if (at_buffer()) {
      do {
        operation.reads.push_back(parse_buffer());
      } while (cursor_.take_sign(","));
    }
    if (cursor_.take_sign("->")) operation.write = parse_buffer();
    while (!data_type_at(cursor_)) parse_work(operation.work);
    operation.type = expect_data_type(cursor_);
    return operation;
  }

  bool at_buffer() const {
    return cursor_.at_name() || cursor_.at_sign("@") || cursor_.at_word("_");
  }

  void parse_work(VectorWork& work) {
    for (const auto& [word, count] : work_classes()) {
      if (!cursor_.take_word(word)) continue;
      work.*count = cursor_.expect_number<double>("a number of operations", 0);
      return;
    }
    cursor_.wrong("add_mul, special, convert, reduce or a data type");
  }

  Collective parse_collective(Collective::Kind kind) {
    Collective collective;
    collective.kind = kind;
    collective.bytes = parse_bytes(cursor_);
    cursor_.expect_word("over");
    collective.chips = cursor_.expect_number<int>("the number of chips", 2);
    cursor_.expect_word("chips");
    if (cursor_.take_word("per_node"))
      collective.chips_per_node = cursor_.expect_number<int>("the chips of a machine", 1);
    if (cursor_.take_word("start")) collective.schedule = parse_schedule();
    return collective;
  }

  LinkSchedule parse_schedule() {
    LinkSchedule schedule;
    schedule.start = parse_picoseconds();
    cursor_.expect_word("steps");
    schedule.steps = cursor_.expect_number<std::int64_t>("the number of steps", 0, kLargestSide);
    cursor_.expect_word("of");
    schedule.step = parse_picoseconds();
    cursor_.expect_word("wire");
    schedule.wire = parse_bytes(cursor_);
    schedule.wire_share = parse_rate();
    cursor_.expect_word("copied");
    schedule.copied = parse_bytes(cursor_);
    schedule.copy_share = parse_rate();
    return schedule;
  }

  Picoseconds parse_picoseconds() {
    constexpr std::int64_t kMost = 1'000'000'000'000;  // a second
    const Picoseconds time(cursor_.expect_number<std::int64_t>("picoseconds", 0, kMost));
    cursor_.expect_word("ps");
    return time;
  }

  double parse_rate() {
    cursor_.expect_word("at");
    const Lexeme at = cursor_.here();
    const double share = cursor_.expect_number<double>("a share of the link's rate", 0.0);
    if (share > 0) return share;
    cursor_.mistake(at, "the share is " + at.text + ", must be more than 0");
    throw Cursor::Wrong{};
  }

  Cursor& cursor_;
  const Program& program_;
  const Kernel& kernel_;
};

}  // namespace

Bytes parse_bytes(Cursor& cursor) {
  const Lexeme at = cursor.here();
  return bytes_in_unit(cursor, cursor.expect_number<double>("a number of bytes", 0, kMostBytes),
                       at);
}

Instruction parse_instruction(Cursor& cursor, const Program& program, const Kernel& kernel) {
  return InstructionParser(cursor, program, kernel).parse();
}

}  // namespace tessera
