package dev.sluice.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.failure.FailureCode;
import dev.sluice.core.failure.SluiceException;
import dev.sluice.core.guard.AddressPolicy;
import dev.sluice.core.port.artifact.ArtifactStoreFactory;
import dev.sluice.core.request.ObjectPath;
import dev.sluice.core.tenant.BucketConfig;
import dev.sluice.core.tenant.S3Options;
import dev.sluice.core.tenant.Secret;
import dev.sluice.testkit.contract.ArtifactStoreFactoryContract;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.net.SocketFactory;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3ArtifactStoreFactoryTest extends ArtifactStoreFactoryContract {
  private static final ObjectPath PATH = ObjectPath.of("videos/check");

  @TempDir static Path folder;
  @TempDir static Path otherFolder;
  private static S3ProxyFixture one;
  private static S3ProxyFixture other;

  private final S3ArtifactStoreFactory stores =
      new S3ArtifactStoreFactory(SocketFactory.getDefault(), UUID::randomUUID);

  @BeforeAll
  static void start() {
    one = S3ProxyFixture.start(folder);
    other = S3ProxyFixture.start(otherFolder);
  }

  @AfterAll
  static void stop() {
    one.close();
    other.close();
  }

  @BeforeEach
  void empty() {
    for (S3ProxyFixture s3 : Set.of(one, other)) {
      s3.removeBucket();
      s3.makeBucket();
    }
  }

  @Override
  protected ArtifactStoreFactory stores() {
    return stores;
  }

  @Override
  protected BucketConfig.S3 one() {
    return settings(one.endpoint());
  }

  @Override
  protected BucketConfig.S3 other() {
    return settings(other.endpoint());
  }

  private static BucketConfig.S3 settings(URI endpoint) {
    return new BucketConfig.S3(
        endpoint,
        S3ProxyFixture.REGION,
        S3ProxyFixture.BUCKET,
        Secret.of(S3ProxyFixture.ACCESS_KEY),
        Secret.of(S3ProxyFixture.SECRET_KEY),
        "",
        "videos");
  }

  @Override
  protected Set<String> names(BucketConfig.S3 settings) {
    return (settings.endpoint().equals(one.endpoint()) ? one : other).keys();
  }

  @Test
  void equal_settings_share_a_client() {
    assertThat(stores.of(one())).isSameAs(stores.of(settings(one.endpoint())));
  }

  @Test
  void the_options_of_a_tenants_bucket_reach_its_store() {
    RuledS3 ruled = new RuledS3(StoreRules.AWS, 10_000);
    try (ScriptedS3 s3 = new ScriptedS3(ruled::answer)) {
      BucketConfig.S3 own =
          new BucketConfig.S3(
              s3.settings().endpoint(),
              S3ProxyFixture.REGION,
              s3.settings().bucket(),
              Secret.of("AKID"),
              Secret.of("a-secret"),
              "",
              "videos",
              new S3Options(
                  Optional.of(Secret.of("a-session-token")),
                  S3Options.AddressingStyle.PATH,
                  Optional.of(S3Options.Encryption.kms("alias/films")),
                  S3Options.Checksums.MD5));

      stores.tryOut(own, PATH);
      String link = stores.of(own).link(PATH, Duration.ofHours(1)).toString();

      assertThat(s3.asked())
          .isNotEmpty()
          .allMatch(
              asked -> "a-session-token".equals(asked.headers().getFirst("X-Amz-Security-Token")));
      assertThat(s3.asked())
          .filteredOn(asked -> asked.method().equals("PUT"))
          .singleElement()
          .satisfies(
              put -> {
                assertThat(put.headers().getFirst("x-amz-server-side-encryption"))
                    .isEqualTo("aws:kms");
                assertThat(put.headers().getFirst("x-amz-server-side-encryption-aws-kms-key-id"))
                    .isEqualTo("alias/films");
                assertThat(put.headers()).containsKey("Content-MD5");
                assertThat(put.headers()).doesNotContainKey("x-amz-checksum-crc32c");
              });
      assertThat(link).contains("X-Amz-Security-Token=a-session-token");
    }
  }

  @Test
  void a_tenants_bucket_is_named_where_its_options_say() {
    URI endpoint = URI.create("https://store.example");
    BucketConfig.S3 usual = settings(endpoint);
    BucketConfig.S3 virtual =
        new BucketConfig.S3(
            endpoint,
            usual.region(),
            usual.bucket(),
            usual.accessKey(),
            usual.secretKey(),
            "",
            "",
            new S3Options(
                Optional.empty(),
                S3Options.AddressingStyle.VIRTUAL,
                Optional.empty(),
                S3Options.Checksums.CRC32C));

    assertThat(stores.of(usual).link(PATH, Duration.ofHours(1)))
        .hasHost("store.example")
        .hasPath("/" + usual.bucket() + "/" + PATH.value());
    assertThat(stores.of(virtual).link(PATH, Duration.ofHours(1)))
        .hasHost(usual.bucket() + ".store.example")
        .hasPath("/" + PATH.value());
  }

  @Test
  void a_tenant_never_signs_with_the_credentials_of_the_process() {
    // The client's providers read these before the variables of the process.
    Map<String, String> ofProcess =
        Map.of(
            "AWS_ACCESS_KEY_ID", S3ProxyFixture.ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY", S3ProxyFixture.SECRET_KEY);
    ofProcess.forEach(System::setProperty);
    try {
      BucketConfig.S3 own = one();
      BucketConfig.S3 wrong =
          new BucketConfig.S3(
              own.endpoint(),
              own.region(),
              own.bucket(),
              own.accessKey(),
              Secret.of("another"),
              "",
              "videos");

      for (ThrowingCallable use :
          List.<ThrowingCallable>of(
              () -> stores.tryOut(wrong, PATH), () -> stores.of(wrong).check())) {
        assertThatThrownBy(use)
            .isInstanceOfSatisfying(
                SluiceException.class,
                e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_REFUSED));
      }
      // Without keys there is nothing to sign with, so such settings do not exist.
      assertThatThrownBy(
              () ->
                  new BucketConfig.S3(
                      own.endpoint(),
                      own.region(),
                      own.bucket(),
                      Secret.of(""),
                      Secret.of(""),
                      "",
                      "videos"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(one.keys()).isEmpty();
    } finally {
      ofProcess.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void an_endpoint_where_nothing_listens_is_reported() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    BucketConfig.S3 nobody = settings(URI.create("http://127.0.0.1:" + port));

    assertThatThrownBy(() -> stores.tryOut(nobody, PATH))
        .isInstanceOfSatisfying(
            SluiceException.class,
            e -> assertThat(e.code()).isEqualTo(FailureCode.STORE_UNAVAILABLE))
        .hasMessageContaining("Nothing answers at the S3 storage's address, 127.0.0.1");
  }

  @Test
  void an_address_that_the_guard_forbids_is_never_dialled() {
    S3ArtifactStoreFactory guarded = new S3ArtifactStoreFactory(new NoSockets(), UUID::randomUUID);

    for (String endpoint :
        Set.of(one.endpoint().toString(), "http://localhost:" + one.endpoint().getPort())) {
      BucketConfig.S3 inside = settings(URI.create(endpoint));
      assertThatThrownBy(() -> guarded.tryOut(inside, PATH))
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN))
          .hasMessageContaining("allow-networks");
      assertThatThrownBy(() -> guarded.of(inside).exists(PATH))
          .isInstanceOfSatisfying(
              SluiceException.class,
              e -> assertThat(e.code()).isEqualTo(FailureCode.ADDRESS_FORBIDDEN));
    }
    assertThat(one.keys()).isEmpty();
  }

  /** Forbids every address, as the guard does with private ones. */
  private static final class NoSockets extends SocketFactory {
    @Override
    public Socket createSocket() {
      return new Socket() {
        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
          throw new AddressPolicy.ForbiddenAddressException("a host");
        }
      };
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw new AssertionError("dialled");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
      throw new AssertionError("dialled");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw new AssertionError("dialled");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
      throw new AssertionError("dialled");
    }
  }
}
