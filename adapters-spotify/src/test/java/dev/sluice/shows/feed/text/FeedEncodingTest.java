package dev.sluice.shows.feed.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedEncodingTest {
  private static final String TEXT = "<a>Grüße – “ça va” €</a>";

  @ParameterizedTest
  @CsvSource({
    "UTF-8, '', ''",
    "UTF-8, UTF-8, ''",
    "UTF-8, '', text/xml; charset=utf-8",
    "UTF-8, ISO-8859-1, ''",
    "UTF-8, '', text/xml; charset=ISO-8859-1",
    "UTF-8, us-ascii, ''",
    "UTF-8, utf-16, ''",
    "UTF-8, no-such-thing, ''",
    "windows-1252, windows-1252, ''",
    "windows-1252, ISO-8859-1, ''",
    "windows-1252, UTF-8, text/xml; charset=utf-8",
    "windows-1252, '', ''",
    "UTF-16LE, '', ''",
    "UTF-16BE, utf-16, ''"
  })
  void a_western_text_is_read_whatever_it_is_said_to_be(String real, String declared, String type)
      throws IOException {
    assertThat(read(declaration(declared) + TEXT, real, type)).endsWith(TEXT);
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1251, windows-1251, '', Привет",
    "KOI8-R, '', text/xml; charset=koi8-r, Привет",
    "Shift_JIS, Shift_JIS, '', こんにちは",
    "EUC-JP, euc-jp, text/xml; charset=utf-8, こんにちは",
    "GBK, gbk, '', 你好",
    "ISO-8859-2, iso-8859-2, '', Łódź"
  })
  void what_the_document_declares_counts_before_the_type(
      String real, String declared, String type, String text) throws IOException {
    assertThat(read(declaration(declared) + "<a>" + text + "</a>", real, type)).contains(text);
  }

  @Test
  void a_mark_at_the_beginning_counts_before_all() throws IOException {
    String marked = "\ufeff<?xml version=\"1.0\" encoding=\"windows-1251\"?>" + TEXT;

    for (Charset charset :
        new Charset[] {
          StandardCharsets.UTF_8, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE
        }) {
      assertThat(read(marked, charset.name(), "text/xml; charset=koi8-r")).endsWith(TEXT);
    }
  }

  @Test
  void text_pasted_from_two_encodings_is_read_in_both() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes("<a>é".getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes("’é".getBytes(Charset.forName("windows-1252")));
    bytes.writeBytes("\ud83d\ude00</a>".getBytes(StandardCharsets.UTF_8));

    assertThat(read(bytes.toByteArray(), "")).isEqualTo("<a>é’é\ud83d\ude00</a>");
  }

  private static String declaration(String declared) {
    return declared.isEmpty() ? "" : "<?xml version='1.0' encoding='" + declared + "'?>";
  }

  private static String read(String text, String charset, String type) throws IOException {
    return read(text.getBytes(Charset.forName(charset)), type);
  }

  private static String read(byte[] bytes, String type) throws IOException {
    StringWriter out = new StringWriter();
    FeedEncoding.reader(
            new BufferedInputStream(new ByteArrayInputStream(bytes)),
            type.isEmpty() ? Optional.empty() : Optional.of(type))
        .transferTo(out);
    return out.toString();
  }
}
