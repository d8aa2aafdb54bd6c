/** PLACEHOLDER */
@NullMarked
package dev.sluice.shows.match;

import org.jspecify.annotations.NullMarked;
