package dev.sluice.http.api.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
  // A pair of surrogates, and halves of one: a request may contain them, and a response repeat
  // them.
  @ParameterizedTest
  @CsvSource({
    "ä\ud83d\ude00, ä\ud83d\ude00",
    "a\ud800, a?",
    "\udc00b, ?b",
    "a\ud800b, a?b",
    "\udc00\ud800, ??",
  })
  void every_text_is_written_in_utf_8_without_escapes(String text, String written) {
    for (Object value : new Object[] {text, TextNode.valueOf(text)}) {
      assertThat(new String(Json.bytes(Map.of(text, value)), StandardCharsets.UTF_8))
          .isEqualTo("{\"" + written + "\":\"" + written + "\"}");
    }
  }
}
