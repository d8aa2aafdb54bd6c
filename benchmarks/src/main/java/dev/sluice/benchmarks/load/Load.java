package dev.sluice.benchmarks.load;

import java.nio.file.Path;
import java.util.List;

/**
 * What a load generator sends.
 *
 * @param port of the server on loopback
 * @param paths a file with one path a line; they are asked for in turn
 * @param body of each request; may be empty
 * @param clients how many connections, each with one request under way
 * @param perSecond how many requests in all are begun in a second; 0 is as many as are answered
 * @param warmUpSeconds at the beginning, which do not count
 * @param seconds that count
 */
public record Load(
    int port,
    String key,
    String method,
    Path paths,
    String body,
    int clients,
    int perSecond,
    int warmUpSeconds,
    int seconds) {

  List<String> words() {
    return List.of(
        Integer.toString(port),
        key,
        method,
        paths.toString(),
        body,
        Integer.toString(clients),
        Integer.toString(perSecond),
        Integer.toString(warmUpSeconds),
        Integer.toString(seconds));
  }

  public static Load of(List<String> words) {
    return new Load(
        Integer.parseInt(words.get(0)),
        words.get(1),
        words.get(2),
        Path.of(words.get(3)),
        words.get(4),
        Integer.parseInt(words.get(5)),
        Integer.parseInt(words.get(6)),
        Integer.parseInt(words.get(7)),
        Integer.parseInt(words.get(8)));
  }
}
