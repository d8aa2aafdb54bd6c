/** Matching of a service's episodes to a feed's items, and verification of a feed. */
@NullMarked
package dev.sluice.shows.match;

import org.jspecify.annotations.NullMarked;
