package dev.sluice.http.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ByteRangeTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // header                    | size | first | length | partial
        "                            | 10   | 0     | 10     | false",
        "bytes=0-0                   | 10   | 0     | 1      | true",
        "bytes=0-9                   | 10   | 0     | 10     | true",
        "bytes=3-5                   | 10   | 3     | 3      | true",
        "bytes=3-                    | 10   | 3     | 7      | true",
        "bytes=9-                    | 10   | 9     | 1      | true",
        "bytes=3-100                 | 10   | 3     | 7      | true",
        "bytes=3-99999999999999999999999 | 10 | 3   | 7      | true",
        "bytes=-4                    | 10   | 6     | 4      | true",
        "bytes=-100                  | 10   | 0     | 10     | true",
        "Bytes= 3 - 5                | 10   | 3     | 3      | true",
        "bytes=10-                   | 10   | 0     | -1     | true",
        "bytes=99999999999999999999- | 10   | 0     | -1     | true",
        "bytes=-0                    | 10   | 0     | -1     | true",
        "bytes=0-                    | 0    | 0     | -1     | true",
        "bytes=-1                    | 0    | 0     | -1     | true",
        "bytes=5-3                   | 10   | 0     | 10     | false",
        "bytes=-                     | 10   | 0     | 10     | false",
        "bytes=a-b                   | 10   | 0     | 10     | false",
        "bytes=0-1,5-6               | 10   | 0     | 10     | false",
        "items=0-1                   | 10   | 0     | 10     | false",
        "bytes                       | 10   | 0     | 10     | false",
      })
  void a_header_gives_a_range(String header, long size, long first, long length, boolean partial) {
    assertThat(ByteRange.parse(header, size))
        .isEqualTo(new ByteRange(first, length, size, partial));
  }
}
