package dev.sluice.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.terminal.CommandContext;
import dev.sluice.app.terminal.OptionNames;
import dev.sluice.core.request.RequestField;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsageTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "serve",
        "get",
        "probe",
        "keys",
        "keys create",
        "keys limit",
        "keys list",
        "keys revoke",
        "doctor",
        "demo",
        "completion"
      })
  void every_command_explains_itself(String command) {
    CommandRun run = CommandRun.in(folder, (command + " --help").strip().split(" "));

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).startsWith(("Usage: sluice " + command).strip());
    assertThat(run.out().replaceAll("\\s+", " "))
        .contains("Exit codes: 0 done 1 it failed", "2 wrong usage or settings", "130 interrupted");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void a_description_begins_with_what_an_option_is_or_does(CommandLine command) {
    List<String> descriptions = new ArrayList<>();
    command
        .getCommandSpec()
        .args()
        .forEach(option -> descriptions.addAll(List.of(option.description())));

    assertThat(descriptions)
        .allSatisfy(
            text -> assertThat(text).doesNotContainPattern("^(Where|Of|In|For|Stands|Take|Only) "))
        .noneSatisfy(text -> assertThat(text).containsPattern("everybody|answers?\\.| gives out "));
  }

  static Stream<CommandLine> commands() {
    CommandContext context =
        new CommandContext(
            new PrintWriter(Writer.nullWriter()),
            new PrintWriter(Writer.nullWriter()),
            false,
            false,
            Map.of(),
            Path.of("."));
    return all(SluiceCommand.line(context));
  }

  private static Stream<CommandLine> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command), command.getSubcommands().values().stream().flatMap(UsageTest::all));
  }

  @ParameterizedTest
  @EnumSource(RequestField.class)
  void sentences_name_the_options_that_get_has(RequestField field) {
    CommandLine get =
        commands()
            .filter(command -> command.getCommandName().equals("get"))
            .findFirst()
            .orElseThrow();

    assertThat(OptionNames.has(field))
        .isEqualTo(get.getCommandSpec().findOption(OptionNames.of(field)) != null);
  }

  @Test
  void a_sentence_names_a_field_that_only_a_server_takes_as_one_of_the_http_api() {
    assertThat(OptionNames.sentence("send its URL as " + RequestField.FEED.option()))
        .isEqualTo("send its URL as feed_url of the HTTP API");
  }

  @Test
  void serve_takes_every_setting() {
    String help = CommandRun.in(folder, "serve", "--help").out();

    assertThat(Setting.all()).allMatch(setting -> help.contains(" " + setting.flag() + "="));
  }

  @Test
  void a_former_flag_is_read_and_not_shown() throws Exception {
    CommandRun run = CommandRun.in(folder, "doctor", "--data=elsewhere");

    // The table wraps long paths.
    assertThat(run.out().replaceAll("\\s+", " ")).contains("H2 in " + folder.resolve("elsewhere"));
    assertThat(CommandRun.in(folder, "doctor", "--help").out())
        .contains("--data-dir=")
        .doesNotContain("--data=");
  }

  @Test
  void version_is_reported() {
    CommandRun run = CommandRun.in(folder, "--version");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("sluice ");
  }

  @Test
  void a_command_is_needed() {
    CommandRun run = CommandRun.in(folder);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).isEqualTo("sluice: Say which command to run\nTry: sluice --help\n");
  }

  @Test
  void an_unknown_command_names_the_nearest_one() {
    CommandRun run = CommandRun.in(folder, "srve");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo("sluice: there is no command srve; did you mean serve?\nTry: sluice --help\n");
  }

  @Test
  void an_unknown_flag_names_the_nearest_one() {
    CommandRun run = CommandRun.in(folder, "serve", "--databse-url=x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "sluice: there is no option --databse-url; did you mean --database-url?\n"
                + "Try: sluice serve --help\n");
  }

  @Test
  void a_former_name_of_a_setting_is_not_suggested() {
    CommandRun run = CommandRun.in(folder, "serve", "--site-acess=x");

    assertThat(run.err())
        .contains("there is no option --site-acess")
        .doesNotContain("did you mean --site-access");
  }

  @Test
  void all_problems_of_the_settings_are_reported() {
    CommandRun run =
        CommandRun.in(
            folder, Map.of("SLUICE_PROT", "1", "SLUICE_WORKERS", "many"), "serve", "--port=x");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactlyInAnyOrder(
            "sluice: SLUICE_PROT: there is no such setting; did you mean SLUICE_PORT?",
            "sluice: SLUICE_WORKERS: expected a whole number from 0 to 1000, found 'many'",
            "sluice: --port: expected a whole number from 0 to 65535, found 'x'");
  }

  @Test
  void a_config_file_that_is_named_must_be_there() throws Exception {
    Files.writeString(folder.resolve("mine.properties"), "port = x");

    assertThat(CommandRun.in(folder, "serve", "--config=mine.properties").err())
        .contains("port in mine.properties: expected a whole number");
    assertThat(CommandRun.in(folder, "serve", "--config=no.properties").err())
        .isEqualTo("sluice: There is no settings file no.properties\n");
  }

  @Test
  void what_get_is_asked_for_is_checked_all_at_once() {
    CommandRun run =
        CommandRun.in(
            folder,
            "get",
            "--format=webm",
            "--video-codec=h264",
            "--video-quality=99",
            "--audio-language=en,x!",
            "--folder=../up",
            "ftp://host/a.mkv");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err().lines())
        .containsExactly(
            "sluice: --video-quality: The video quality must be between 0 and 51, not 99",
            "sluice: --audio-language: 'x!' is no language: give tags such as en or pt-BR,"
                + " separated by commas",
            "sluice: The URL must begin with http:// or https://",
            "sluice: --folder: Folder name must not contain '..'",
            "sluice: --video-codec: webm does not hold h264 video; ask for copy, auto, vp9, or for"
                + " another format");
  }

  @Test
  void a_rule_that_get_breaks_names_the_option_and_not_the_field_of_the_http_api() {
    CommandRun run = CommandRun.in(folder, "get", "--max-resolution=99", "http://host/a.mkv");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("sluice: --max-resolution: ").doesNotContain("max_resolution");
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "0", "-5", "2 weeks", "99999999999999h"})
  void a_length_that_cannot_be_read_is_a_sentence(String text) {
    CommandRun run =
        CommandRun.in(
            folder, "get", "--live-recording", "--max-duration=" + text, "http://host/a.m3u8");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "sluice: Invalid value for option '--max-duration': expected a length such as 90m, 2h"
                + " or 5400 (seconds), and more than zero, found '%s'\nTry: sluice get --help\n"
                    .formatted(text));
  }

  @ParameterizedTest
  @CsvSource({
    "serve --port=1 --port=2, --port, serve",
    "get --format=mkv --format mp4 http://host/a, --format, get",
    "get -o a --output b http://host/a, --output, get",
    "get --config=a --config=b http://host/a, --config, get",
    "serve --port 1 --data x --port 2, --port, serve",
  })
  void a_flag_that_is_given_twice_is_reported(String line, String flag, String command) {
    CommandRun run = CommandRun.in(folder, line.split(" ", -1));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "sluice: %s is given more than once; give it once\nTry: sluice %s --help\n"
                .formatted(flag, command));
  }

  @Test
  void an_unknown_format_names_the_known_ones() {
    CommandRun run = CommandRun.in(folder, "get", "--format=avi", "http://host/a.mkv");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .isEqualTo(
            "sluice: Invalid value for option '--format': expected one of mp4, mkv, webm, mov,"
                + " m4a, mp3, ogg or opus, found 'avi'\nTry: sluice get --help\n");
  }

  @Test
  void completion_knows_commands_and_settings() {
    CommandRun run = CommandRun.in(folder, "completion");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).startsWith("#!/usr/bin/env bash").contains("serve", "--allow-networks");
  }
}
