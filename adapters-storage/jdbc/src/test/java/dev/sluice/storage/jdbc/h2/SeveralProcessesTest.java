package dev.sluice.storage.jdbc.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.storage.jdbc.ChildProcess;
import dev.sluice.storage.jdbc.JobDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One embedded database, opened by several processes of one machine. */
class SeveralProcessesTest {
  @TempDir Path folder;

  private ChildProcess second() {
    ChildProcess child = ChildProcess.run(SecondProcess.class, folder.toString());
    assertThat(child.line()).isEqualTo("open");
    return child;
  }

  private static void create(ChildProcess child, String name) {
    child.tell(name);
    assertThat(child.line()).isEqualTo("created true");
  }

  @Test
  void a_key_made_by_a_second_process_counts_in_the_first() {
    try (JobDatabase first = JobDatabase.embedded(folder);
        ChildProcess second = second()) {
      create(second, "ci");

      assertThat(first.keys().byHash("hash of ci")).contains(SecondProcess.key("ci"));
      assertThat(second.ended()).isZero();
      first.jobs().check();
    }
  }

  @Test
  void when_the_first_process_ends_the_second_takes_over() {
    try (JobDatabase first = JobDatabase.embedded(folder);
        ChildProcess second = second()) {
      create(second, "one");
      first.close();

      // Its earlier connection is dead, which it learns once.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                second.tell("two");
                return second.line();
              },
              "created true"::equals);

      try (JobDatabase third = JobDatabase.embedded(folder)) {
        assertThat(third.keys().all())
            .containsExactlyInAnyOrder(SecondProcess.key("one"), SecondProcess.key("two"));
      }
    }
  }

  @Test
  void after_a_kill_the_next_process_opens_at_once_and_finds_what_the_second_was_told() {
    try (ChildProcess first = second();
        ChildProcess second = second()) {
      create(second, "one");
      assertThat(second.ended()).isZero();
      first.killed();
    }

    try (JobDatabase next = JobDatabase.embedded(folder)) {
      assertThat(next.keys().byHash("hash of one")).isPresent();
    }
  }

  @Test
  void the_door_is_on_loopback_only_and_shut_without_the_key() throws Exception {
    try (JobDatabase first = JobDatabase.embedded(folder)) {
      first.jobs().check();
      List<String> portAndKey = Files.readAllLines(folder.resolve("database/door"));
      int port = Integer.parseInt(portAndKey.get(0));
      assertThat(portAndKey.get(2)).isEqualTo("" + ProcessHandle.current().pid());
      List<InetAddress> others =
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .filter(address -> !address.isLoopbackAddress())
              .toList();

      for (InetAddress address : others) {
        assertThat(answers(address, port)).as(address.toString()).isFalse();
      }
      assertThat(answers(InetAddress.getByName("127.0.0.1"), port)).isTrue();
      for (String guess : List.of("sluice", folder.resolve("database/sluice").toString(), "0")) {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:tcp://127.0.0.1:" + port + "/" + guess);
        source.setUser("sluice");
        source.setPassword("");
        assertThatThrownBy(source::getConnection)
            .hasMessageContaining("Wrong user name or password");
      }
    }
  }

  private static boolean answers(InetAddress address, int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), 2_000);
      // Where nobody listens, a socket that happens to be given this very port connects to itself.
      return socket.getLocalPort() != port;
    } catch (IOException e) {
      return false;
    }
  }
}
