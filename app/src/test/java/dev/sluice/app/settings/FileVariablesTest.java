package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FileVariablesTest extends SettingsFixture {
  @Test
  void a_file_holds_the_value_of_a_setting() throws IOException {
    secret("port", "18080\n");
    environment.put("SLUICE_PORT_FILE", "port");

    assertThat(read().port()).isEqualTo(18080);
  }

  @Test
  void a_flag_overrides_it_and_it_overrides_the_settings_file() throws IOException {
    secret("port", "18080");
    environment.put("SLUICE_PORT_FILE", folder.resolve("port").toString());
    file("port = 1");
    assertThat(read().port()).isEqualTo(18080);

    flags.put(Setting.PORT, "2");
    assertThat(read().port()).isEqualTo(2);
  }

  @Test
  void every_setting_can_be_in_a_file() throws IOException {
    Path file = secret("value", " ");
    for (Setting setting : Setting.values()) {
      environment.put(setting.variable() + "_FILE", file.toString());
    }

    assertThat(problems())
        .hasSize(Setting.values().length)
        .allMatch(problem -> problem.endsWith("is empty"));
  }

  @Test
  void a_setting_in_a_variable_and_in_a_file_is_a_problem() throws IOException {
    secret("port", "18080");
    environment.put("SLUICE_PORT_FILE", "port");
    environment.put("SLUICE_PORT", "18081");

    assertThat(problems())
        .containsExactly("SLUICE_PORT and SLUICE_PORT_FILE are both set; remove one of them");
  }

  @Test
  void an_empty_variable_counts_as_none() throws IOException {
    secret("port", "18080");
    environment.put("SLUICE_PORT_FILE", "port");
    environment.put("SLUICE_PORT", "");
    environment.put("SLUICE_HOST_FILE", " ");

    assertThat(read().port()).isEqualTo(18080);
  }

  @Test
  void a_file_that_is_missing_is_named() {
    environment.put("SLUICE_PORT_FILE", "nowhere");

    assertThat(problems())
        .containsExactly("SLUICE_PORT_FILE: there is no file " + folder.resolve("nowhere"));
  }

  @Test
  void a_file_that_is_no_value_is_a_sentence_without_its_content() throws IOException {
    secret("large", "geheim".repeat(20_000));
    Files.write(folder.resolve("binary"), "geheim\u00fc".getBytes(StandardCharsets.ISO_8859_1));
    secret("wrong", "geheim");
    environment.put("SLUICE_S3_SECRET_KEY_FILE", "large");
    environment.put("SLUICE_DATABASE_PASSWORD_FILE", "binary");
    environment.put("SLUICE_ENCRYPTION_KEY_FILE", "wrong");
    environment.put("SLUICE_HOST_FILE", ".");

    assertThat(problems())
        .anyMatch(
            problem ->
                problem.startsWith("SLUICE_S3_SECRET_KEY_FILE: the file ")
                    && problem.endsWith(" has more than 65,536 bytes"))
        .anyMatch(
            problem ->
                problem.startsWith("SLUICE_DATABASE_PASSWORD_FILE: the file ")
                    && problem.endsWith(" is not text in UTF-8; save it as UTF-8"))
        .anyMatch(problem -> problem.contains("SLUICE_ENCRYPTION_KEY_FILE"))
        .anyMatch(problem -> problem.startsWith("SLUICE_HOST_FILE: the file "))
        .noneMatch(problem -> problem.contains("geheim"));
  }

  @Test
  void a_file_of_an_unknown_setting_names_the_nearest_one() {
    environment.put("SLUICE_PROT_FILE", "port");

    assertThat(problems())
        .containsExactly(
            "SLUICE_PROT_FILE: there is no such setting; did you mean SLUICE_PORT_FILE?");
  }

  private Path secret(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
