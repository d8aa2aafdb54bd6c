package dev.sluice.benchmarks.load;

import java.nio.file.Path;
import java.util.List;

/**
 * A plan of the requests that a load generator sends.
 *
 * @param port of the server on loopback
 * @param paths a file with one path a line; they are asked for in turn
 * @param body of each request; may be empty
 * @param clients how many connections, each with one request under way
 * @param perSecond how many requests in all are begun in a second; 0 is as many as are answered
 * @param warmUpSeconds at the beginning, which do not count
 * @param seconds that count
 */
public record LoadPlan(
    int port,
    String key,
    String method,
    Path paths,
    String body,
    int clients,
    int perSecond,
    int warmUpSeconds,
    int seconds) {

  List<String> arguments() {
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

  public static LoadPlan of(List<String> arguments) {
    return new LoadPlan(
        Integer.parseInt(arguments.get(0)),
        arguments.get(1),
        arguments.get(2),
        Path.of(arguments.get(3)),
        arguments.get(4),
        Integer.parseInt(arguments.get(5)),
        Integer.parseInt(arguments.get(6)),
        Integer.parseInt(arguments.get(7)),
        Integer.parseInt(arguments.get(8)));
  }
}
