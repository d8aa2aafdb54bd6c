package dev.sluice.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.app.settings.Setting;
import dev.sluice.app.settings.Settings;
import dev.sluice.app.settings.SettingsSources;
import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server dials what clients name as their storage: the guard decides. */
class StoresGuardTest {
  @TempDir Path folder;

  private FailureCode refused(String endpoint, Map<Setting, String> flags) {
    Settings settings = new SettingsSources(flags, Map.of(), folder, Optional.empty()).read();
    BucketConfig named =
        new BucketConfig.S3(
            URI.create(endpoint),
            "us-east-1",
            "bucket",
            Secret.of("key"),
            Secret.of("secret"),
            "",
            "");
    return catchThrowableOfType(
            SluiceException.class,
            () -> Adapters.stores(settings, UUID::randomUUID).tryOut(named, ObjectPath.of("check")))
        .code();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1",
        "https://127.0.0.1:1",
        "http://localhost:1",
        "http://[::1]:1",
        "http://169.254.169.254",
        "http://10.0.0.1:9000",
      })
  void private_addresses_are_refused(String endpoint) {
    assertThat(refused(endpoint, Map.of())).isEqualTo(FailureCode.ADDRESS_FORBIDDEN);
  }

  @Test
  void what_allow_networks_names_is_dialled() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }

    assertThat(refused("http://127.0.0.1:" + port, Map.of(Setting.ALLOW_NETWORKS, "127.0.0.0/8")))
        .isEqualTo(FailureCode.STORE_UNAVAILABLE);
  }
}
