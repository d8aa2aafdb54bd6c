package dev.sluice.shows.feed.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.SluiceException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealingReaderTest {
  private static final URI FROM = URI.create("https://feeds.example/show");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<a>x &amp; y</a>                    | <a>x &#38; y</a>",
        "<a>x & y</a>                        | <a>x &amp; y</a>",
        "<a>R&B &copy &c;</a>                | <a>R&amp;B &amp;copy &amp;c;</a>",
        "<a>&eacute;&nbsp;&hellip;</a>       | <a>é\u00a0…</a>",
        "<a>&#233;&#xE9;&#x1F600;</a>        | <a>éé\ud83d\ude00</a>",
        "<a>&#60;b&#62;</a>                  | <a>&#60;b&#62;</a>",
        "<a>&#0;&#11;&#xFFFF;&#55357;b</a>   | <a>\ufffdb</a>",
        "<a>&#146;&#99999999;&#;</a>         | <a>’&amp;#99999999;&amp;#;</a>",
        "<a>1 < 2 <3 > ]]></a>               | <a>1 &lt; 2 &lt;3 &gt; ]]&gt;</a>",
        "<a b=\"x?c=1&d=2\" e='&quot;>'/>    | <a b=\"x?c=1&amp;d=2\" e='&#34;>'/>",
        "<a><![CDATA[<b> & ]] ]]></a>        | <a><![CDATA[<b> & ]] ]]></a>",
        "<a>x<!-- <b> -- & -->y</a>          | <a>xy</a>",
        "<?xml version=\"1.1\"?><a><?php?></a> | <a></a>",
        "<!DOCTYPE rss PUBLIC \"x\"><a/>     | <a/>",
      })
  void what_has_one_meaning_only_is_healed(String text, String healed) throws IOException {
    assertThat(read(new StringReader(text))).isEqualTo(healed);
    assertThat(read(new OneByOne(text))).isEqualTo(healed);
  }

  @Test
  void characters_that_xml_does_not_know_are_dropped() throws IOException {
    assertThat(
            read(
                new StringReader(
                    "\ufeff \n<a>x\u0000\u0008\u000b\uffff y\u0092 \ud800 \ud83d\ude00</a>")))
        .isEqualTo("<a>x y’ \ufffd \ud83d\ude00</a>");
  }

  @Test
  void a_value_without_its_end_is_not_healed_into_one_that_swallows_elements() throws IOException {
    String text = "<a x=\"1 /><b/><a x=\" y=\"2\"/>";

    assertThat(read(new StringReader(text))).contains("1 /><b/>");
  }

  @Test
  void text_is_cut_and_elements_are_not() throws IOException {
    String long1 = "word ".repeat(40_000);

    String healed =
        read(new StringReader("<a>" + long1 + "<b>x</b>" + "<![CDATA[" + long1 + "]]></a>"));

    assertThat(healed)
        .startsWith("<a>word ")
        .contains("<b>x</b><![CDATA[word ")
        .endsWith("]]></a>");
    assertThat(healed.length()).isBetween(60_000, 2 * HealingBuffer.LONGEST + 40);
  }

  @Test
  void a_document_type_that_declares_something_is_refused() {
    assertThatThrownBy(() -> read(new StringReader("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss/>")))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("declares a document type of its own");
  }

  @Test
  void a_tag_without_an_end_is_refused() {
    assertThatThrownBy(() -> read(new StringReader("<rss><a b=\"" + "x".repeat(70_000))))
        .isInstanceOf(SluiceException.class)
        .hasMessageContaining("a tag of more than 64 KB");
  }

  private static String read(Reader source) throws IOException {
    StringWriter out = new StringWriter();
    new HealingReader(source, FROM).transferTo(out);
    return out.toString();
  }

  /** Gives one character at a time, as a slow network would. */
  private static final class OneByOne extends Reader {
    private final StringReader source;

    OneByOne(String text) {
      this.source = new StringReader(text);
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
      return source.read(into, offset, Math.min(1, length));
    }

    @Override
    public void close() {
      source.close();
    }
  }
}
