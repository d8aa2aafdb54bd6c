package dev.sluice.app.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.request.RequestField;
import dev.sluice.http.webhook.wire.WireNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the sentences of the libraries to {@link RequestField#option}. */
class OptionMentionTest {
  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("../core/src/main/java"),
          Path.of("../adapters-media/web/src/main/java"),
          Path.of("../adapters-media/site/src/main/java"),
          Path.of("../adapters-media/libav/src/main/java"),
          Path.of("../adapters-spotify/src/main/java"));

  private static final Pattern NAME_IN_TEXT =
      Pattern.compile(
          Arrays.stream(RequestField.values())
              .map(WireNames::of)
              .filter(name -> name.contains("_"))
              .collect(Collectors.joining("|", "\"[^\"\n]*\\b(", ")\\b[^\"\n]*\"")));

  @Test
  void no_library_knows_the_names_of_the_http_api() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path library : LIBRARIES) {
      try (Stream<Path> files = Files.walk(library)) {
        for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
          NAME_IN_TEXT
              .matcher(Files.readString(file))
              .results()
              .forEach(text -> found.add(file.getFileName() + ": " + text.group()));
        }
      }
    }

    assertThat(found).isEmpty();
    assertThat(NAME_IN_TEXT.matcher("(\"set allow_incomplete\")").find()).isTrue();
  }
}
