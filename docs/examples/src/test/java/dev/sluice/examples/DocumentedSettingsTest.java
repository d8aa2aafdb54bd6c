package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The operator's table names the settings that there are, with the defaults that they have. */
class DocumentedSettingsTest {
  private static final Path PAGE = Path.of("../../docs/operating.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| ([^|]+) \\|");

  @Test
  void the_table_is_the_settings() throws IOException {
    Matcher rows = ROW.matcher(Files.readString(PAGE));
    Map<String, String> documented =
        rows.results()
            .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2).replace("`", "")));
    List<Setting> settings = Arrays.asList(Setting.values());

    Map<String, String> expected =
        settings.stream().collect(Collectors.toMap(Setting::key, s -> s.fallback().orElse("none")));

    assertThat(documented).containsAllEntriesOf(expected);
  }

  @Test
  void no_setting_is_documented_that_does_not_exist() throws IOException {
    String page = Files.readString(PAGE);
    String table = page.substring(page.indexOf("| setting |"), page.indexOf("`SLUICE_JAVA_OPTS`"));

    assertThat(ROW.matcher(table).results().map(row -> row.group(1)))
        .containsExactlyElementsOf(Arrays.stream(Setting.values()).map(Setting::key).toList());
  }
}
