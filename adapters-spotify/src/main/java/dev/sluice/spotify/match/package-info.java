/** Which item of a feed is which episode of a service's list, and which feed is which show's. */
package dev.sluice.spotify.match;
