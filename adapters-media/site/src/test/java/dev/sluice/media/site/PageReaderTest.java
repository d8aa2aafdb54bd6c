package dev.sluice.media.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.failure.SluiceException;
import dev.sluice.media.web.testing.SmallHeap;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageReaderTest {
  private static PageInfo page(String json) throws IOException {
    return PageReader.read(
        new ByteArrayInputStream(json.replace('`', '"').getBytes(StandardCharsets.UTF_8)),
        bytes -> {});
  }

  private static long reserved(String kind) throws IOException {
    AtomicLong sum = new AtomicLong();
    PageReader.read(Child.json(kind), sum::addAndGet);
    return sum.get();
  }

  @Test
  void values_of_another_kind_are_none() throws IOException {
    assertThat(page("[1]").formats()).isEmpty();
    assertThat(page("null").title()).isEmpty();
    assertThat(page("").title()).isEmpty();
    PageInfo page =
        page(
            """
            {`title`:{`title`:`inner`},`id`:[`x`],`entries`:{`a`:{}},`formats`:[null,3,[{}],`x`],
             `subtitles`:[{`vtt`:1}],`thumbnails`:[{`url`:`http://a.example/b`}],`extractor`:`Site`}
            """);

    assertThat(page.title()).isEmpty();
    assertThat(page.entries()).isEmpty();
    assertThat(page.formats()).isEmpty();
    assertThat(page.subtitles()).isEmpty();
    assertThat(page.listing()).isPresent();
  }

  @Test
  void an_entry_is_a_page_and_may_have_entries() throws IOException {
    PageInfo page =
        page(
            """
            {`entries`:[{`title`:`One`,`entries`:[{`title`:`Inner`},null,4]},{`title`:`Two`}],
             `title`:`All`}
            """);

    assertThat(page.title()).contains("All");
    assertThat(page.entries())
        .extracting(entry -> entry.title().orElseThrow())
        .containsExactly("One", "Two");
    assertThat(page.entries().get(0).entries()).hasSize(1);
  }

  @Test
  void what_is_used_is_reserved_and_nothing_else() throws IOException {
    assertThat(reserved("names")).isEqualTo(200);
    // Each entry with its id, URL and type; the address of a picture is not used.
    assertThat(reserved("long entries")).isBetween(20_000L * 450, 20_000L * 470);
    // Twice the packed addresses and 16 bytes of each duration.
    assertThat(reserved("fragments")).isBetween(200_000L * 18, 200_000L * 60);
  }

  /** What the children read in a heap of 40 MB, and how it ends. */
  @ParameterizedTest
  @CsvSource({
    "entries, The list has more than 20000 videos",
    "long entries, 20000 entries",
    "fragments, 200000 segments",
    "too many fragments, 0 segments",
    "formats, 'The page is larger than supported: yt-dlp lists more than 50000 formats, headers"
        + " and subtitles'",
    "headers, 'The page is larger than supported: yt-dlp lists more than 50000 formats, headers"
        + " and subtitles'",
    "entries with formats, 200 entries",
    "entries within entries, 1 entries",
    "an entry with formats, 'The page is larger than supported: yt-dlp lists more than 50000"
        + " formats, headers and subtitles'",
    "names, 0 entries",
  })
  void a_large_page_takes_little_memory(String kind, String result) throws Exception {
    assertThat(SmallHeap.run(40, Child.class, kind)).isEqualTo(result);
  }

  /** Reads a large page. */
  static final class Child {
    public static void main(String[] arguments) throws IOException {
      String kind = arguments[0];
      try {
        PageInfo page = PageReader.read(json(kind), bytes -> {});
        System.out.println(
            kind.endsWith("fragments")
                ? page.formats().stream().mapToInt(format -> format.segments().size()).sum()
                    + " segments"
                : page.entries().size() + " entries");
      } catch (SluiceException e) {
        System.out.println(e.getMessage());
      }
    }

    private static InputStream json(String kind) {
      String format =
          "{'formats':[{'url':'http://a.example/b','protocol':'http_dash_segments','fragments':[";
      return switch (kind) {
        // 20 MB, as a hostile page was.
        case "entries" -> list("{'entries':[", 300_000, i -> entry(i, ""), "]}");
        case "long entries" ->
            list(
                "{'entries':[",
                20_000,
                i -> entry(i, ",'thumbnails':[{'url':'" + "x".repeat(1_400) + "'}]"),
                "]}");
        case "fragments" -> list(format, 200_000, Child::fragment, "]}]}");
        case "too many fragments" -> list(format, 300_000, Child::fragment, "]}]}");
        case "formats" ->
            list(
                "{'formats':[",
                400_000,
                i -> "{'url':'http://a.example/" + i + "','protocol':'https'}",
                "]}");
        case "entries with formats" ->
            list("{'entries':[", 200, i -> "{" + formats(i, 1_000) + "}", "]}");
        case "entries within entries" ->
            list("{", 20, i -> formats(i, 20_000) + ",'entries':[{'n':1", "}]".repeat(20) + "}");
        case "an entry with formats" ->
            list("{'entries':[", 1, i -> "{" + formats(i, 50_001) + "}", "]}");
        case "headers" ->
            list("{'formats':[{'http_headers':{", 1_000_000, i -> "'X-" + i + "':'1'", "}}]}");
        default -> list("{'other':{", 2_000_000, i -> "'name" + i + "':1", "}}");
      };
    }

    private static String entry(int number, String more) {
      return "{'_type':'url','id':'"
          + number
          + "','url':'https://v.example/watch?v="
          + number
          + "'"
          + more
          + "}";
    }

    private static String formats(int entry, int count) {
      String address = "{'url':'http://a.example/" + entry + "','protocol':'https'},";
      return "'formats':[" + address.repeat(count) + "{}]";
    }

    private static String fragment(int number) {
      return "{'url':'https://cdn.example/films/7/" + "y".repeat(80) + number + "','duration':2.5}";
    }

    private static InputStream list(
        String begin, int size, IntFunction<String> element, String end) {
      return new SequenceInputStream(
          new Enumeration<>() {
            private int next = -1;

            @Override
            public boolean hasMoreElements() {
              return next <= size;
            }

            @Override
            public InputStream nextElement() {
              int i = next++;
              String text =
                  i < 0 ? begin : i == size ? end : (i == 0 ? "" : ",") + element.apply(i);
              return new ByteArrayInputStream(
                  text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
            }
          });
    }
  }
}
