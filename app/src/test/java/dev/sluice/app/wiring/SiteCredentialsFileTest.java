package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.media.web.client.SiteCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SiteCredentialsFileTest {
  @TempDir Path folder;

  private SiteCredentialsFile read(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("access"), text);
    Settings settings =
        new SettingsSources(
                Map.of(Setting.SITE_CREDENTIALS, file.toString()),
                Map.of(),
                folder,
                Optional.empty())
            .read();
    return SiteCredentialsFile.of(settings, InstantSource.system());
  }

  @Test
  void a_key_has_its_line_and_all_others_that_of_the_star() throws IOException {
    Path cookies =
        Files.writeString(folder.resolve("bob.txt"), "a.example\tFALSE\t/\tFALSE\t0\ta\tb\n");
    SiteCredentialsFile accesses =
        read(
            "\ufeff# who goes how\n\nbob\tbob.txt\t-\r\nnina smith\t\t-\thttp://u:p@p.example:1\n"
                + "*\t-\thttp://q.example:2\n");

    assertThat(accesses.size()).isEqualTo(3);
    SiteCredentials bob = accesses.of(Optional.of("bob"));
    assertThat(bob.cookies().orElseThrow().path()).isEqualTo(cookies);
    assertThat(bob.proxy()).isEmpty();
    assertThat(accesses.of(Optional.of("bob"))).isEqualTo(bob);
    assertThat(accesses.of(Optional.of("nina smith")).proxy().orElseThrow())
        .hasToString("p.example:1");
    for (Optional<String> other : List.of(Optional.of("eve"), Optional.<String>empty())) {
      assertThat(accesses.of(other).proxy().orElseThrow()).hasToString("q.example:2");
      assertThat(accesses.of(other).cookies()).isEmpty();
    }
  }

  @Test
  void without_a_star_all_others_are_strangers() throws IOException {
    assertThat(read("bob\t-\thttp://q.example:2").of(Optional.of("eve")))
        .isEqualTo(SiteCredentials.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bob;-                          | Line 1 of            | must hold a key's name",
        "#a\\bob;-;-\\bob;-;-           | Line 3 of            | names already",
        "bob;-;socks5://user:geheim@a:1 | Line 1 of            | must begin with http://",
        "bob;none.txt;-                 | The file of cookies  | cannot be read",
        "bob;access;-                   | Line 1 of the cookies| seven fields",
      })
  void what_is_wrong_is_reported_with_its_line(String text, String where, String what) {
    assertThatThrownBy(() -> read(text.replace(';', '\t').replace('\\', '\n')))
        .isInstanceOf(StartException.class)
        .hasMessageContaining(where)
        .hasMessageContaining(what)
        .hasMessageNotContaining("geheim");
  }
}
