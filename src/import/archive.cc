// minizip reads through callbacks, which here read memory. Sizes that an archive states are not believed.
#include "import/archive.h"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <minizip/unzip.h>

namespace shapewise::import {
namespace {

/// A stream over bytes in memory.
struct Stream {
  std::string_view bytes;
  std::size_t place = 0;
};

Stream& stream_of(voidpf stream) { return *static_cast<Stream*>(stream); }

voidpf open_stream(voidpf opaque, const void*, int) { return opaque; }

uLong read_stream(voidpf, voidpf stream, void* buffer, uLong size) {
  Stream& in = stream_of(stream);
  std::size_t count = std::min<std::size_t>(size, in.bytes.size() - in.place);
  if (count > 0) std::memcpy(buffer, in.bytes.data() + in.place, count);
  in.place += count;
  return static_cast<uLong>(count);
}

ZPOS64_T tell_stream(voidpf, voidpf stream) { return stream_of(stream).place; }

long seek_stream(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  Stream& in = stream_of(stream);
  ZPOS64_T base = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? in.place : in.bytes.size();
  if (offset > in.bytes.size() || base + offset > in.bytes.size()) return -1;
  in.place = static_cast<std::size_t>(base + offset);
  return 0;
}

int close_stream(voidpf, voidpf) { return 0; }
int stream_error(voidpf, voidpf) { return 0; }

using Zip = std::unique_ptr<void, int (*)(unzFile)>;

Zip open_zip(Stream& stream) {
  zlib_filefunc64_def functions{};
  functions.zopen64_file = open_stream;
  functions.zread_file = read_stream;
  functions.ztell64_file = tell_stream;
  functions.zseek64_file = seek_stream;
  functions.zclose_file = close_stream;
  functions.zerror_file = stream_error;
  functions.opaque = &stream;
  return {unzOpen2_64(nullptr, &functions), unzClose};
}

constexpr int kMostFiles = 200'000;

bool find_file(unzFile zip, std::string_view suffix) {
  int status = unzGoToFirstFile(zip);
  for (int i = 0; status == UNZ_OK && i < kMostFiles; ++i, status = unzGoToNextFile(zip)) {
    char name[1024] = {};
    unz_file_info64 info{};
    if (unzGetCurrentFileInfo64(zip, &info, name, sizeof(name) - 1, nullptr, 0, nullptr, 0) != UNZ_OK) return false;
    if (std::string_view(name).ends_with(suffix)) return true;
  }
  return false;
}

}  // namespace

bool is_archive(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"); }

Result<std::string> unpack(std::string_view bytes, std::string_view suffix, int limit) {
  Stream stream{bytes};
  Zip zip = open_zip(stream);
  if (!zip) return fail("the archive is broken or cut off");
  if (!find_file(zip.get(), suffix)) return fail(fmt::format("there is no {} in the archive", suffix));
  if (unzOpenCurrentFile(zip.get()) != UNZ_OK) return fail(fmt::format("{} in the archive cannot be read", suffix));
  std::string content;
  char buffer[1 << 16];
  for (;;) {
    int count = unzReadCurrentFile(zip.get(), buffer, sizeof(buffer));
    if (count < 0) return fail(fmt::format("{} in the archive is broken", suffix));
    if (count == 0) return content;
    content.append(buffer, static_cast<std::size_t>(count));
    if (content.size() > static_cast<std::size_t>(limit))
      return fail(fmt::format("{} in the archive is larger than {} bytes", suffix, limit));
  }
}

Result<std::vector<Packed>> list_archive(std::string_view bytes) {
  Stream stream{bytes};
  Zip zip = open_zip(stream);
  if (!zip) return fail("the archive is broken or cut off");
  std::vector<Packed> files;
  int status = unzGoToFirstFile(zip.get());
  for (; status == UNZ_OK && files.size() < kMostFiles; status = unzGoToNextFile(zip.get())) {
    char name[1024] = {};
    unz_file_info64 info{};
    int method = 0;
    int level = 0;
    bool read = unzGetCurrentFileInfo64(zip.get(), &info, name, sizeof(name) - 1, nullptr, 0, nullptr, 0) == UNZ_OK &&
                unzOpenCurrentFile2(zip.get(), &method, &level, 1) == UNZ_OK;
    if (!read) return fail("the archive is broken");
    std::uint64_t begin = unzGetCurrentFileZStreamPos64(zip.get());
    unzCloseCurrentFile(zip.get());
    if (begin > bytes.size() || info.compressed_size > bytes.size() - begin) return fail("the archive is cut off");
    files.push_back({name, bytes.substr(begin, info.compressed_size), method != 0});
  }
  return files;
}

}  // namespace shapewise::import
