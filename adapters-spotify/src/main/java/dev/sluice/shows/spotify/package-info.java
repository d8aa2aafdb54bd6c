/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.spotify;

import org.jspecify.annotations.NullMarked;
