package dev.sluice.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The variables that Kubernetes sets for a service named sluice. */
class KubernetesVariablesTest extends SettingsFixture {
  @Test
  void the_variables_of_a_service_are_ignored_with_one_notice() {
    environment.put("SLUICE_SERVICE_HOST", "10.96.0.12");
    environment.put("SLUICE_SERVICE_PORT", "8080");
    environment.put("SLUICE_PORT", "tcp://10.96.0.12:8080");
    environment.put("SLUICE_PORT_8080_TCP", "tcp://10.96.0.12:8080");
    environment.put("SLUICE_PORT_8080_TCP_ADDR", "10.96.0.12");
    environment.put("SLUICE_HOST", "0.0.0.0");

    Settings settings = read();

    assertThat(settings.port()).isEqualTo(8080);
    assertThat(settings.host()).isEqualTo("0.0.0.0");
    assertThat(notices)
        .containsExactly(
            "Ignored SLUICE_PORT, SLUICE_PORT_8080_TCP, SLUICE_PORT_8080_TCP_ADDR,"
                + " SLUICE_SERVICE_HOST, SLUICE_SERVICE_PORT: Kubernetes sets these for a service"
                + " whose name begins with sluice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SLUICE_SERVICE_PORT_HTTP",
        "SLUICE_PORT_53_UDP_PROTO",
        "SLUICE_WEB_SERVICE_HOST",
        "SLUICE_WEB_PORT_80_TCP_PORT",
      })
  void named_ports_and_longer_names_are_ignored(String variable) {
    environment.put(variable, "8080");
    read();

    assertThat(notices).singleElement().asString().contains(variable);
  }

  @Test
  void the_port_of_a_longer_name_is_ignored() {
    environment.put("SLUICE_WEB_PORT", "tcp://10.96.0.12:80");

    assertThat(read().port()).isEqualTo(8080);
  }

  @ParameterizedTest
  @CsvSource({"SLUICE_SERVICE, x", "SLUICE_PORT_HTTP, 8080", "SLUICE_WEB_PORT, 80"})
  void a_variable_that_only_looks_similar_is_an_unknown_setting(String variable, String value) {
    environment.put(variable, value);

    assertThat(problems()).singleElement().asString().startsWith(variable + ": there is no such");
  }

  @Test
  void a_port_that_is_none_of_both_is_still_a_problem() {
    environment.put("SLUICE_PORT", "http");

    assertThat(problems()).singleElement().asString().startsWith("SLUICE_PORT: expected");
    assertThat(notices).isEmpty();
  }
}
