/**
 * The HTTP API: the server, its API keys and its table of routes. The packages below it are not for
 * embedders.
 */
@NullMarked
package dev.sluice.http.api;

import org.jspecify.annotations.NullMarked;
