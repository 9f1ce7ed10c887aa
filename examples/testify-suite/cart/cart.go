// Package cart adds up what somebody buys.
package cart

import "errors"

// ErrEmpty is returned by a checkout of nothing.
var ErrEmpty = errors.New("the cart is empty")

// Item is a line of the cart; the price is in cents.
type Item struct {
	Name     string
	Price    int
	Quantity int
}

// Cart is what somebody buys.
type Cart struct {
	items []Item
}

// Add puts so many of an item into the cart.
func (c *Cart) Add(name string, price, quantity int) {
	for i := range c.items {
		if c.items[i].Name == name {
			c.items[i].Quantity += quantity
			return
		}
	}
	c.items = append(c.items, Item{name, price, quantity})
}

// Items are the lines, in the order in which they came.
func (c *Cart) Items() []Item {
	return c.items
}

// Checkout returns what all of it costs, in cents.
func (c *Cart) Checkout() (int, error) {
	if len(c.items) == 0 {
		return 0, ErrEmpty
	}
	total := 0
	for _, item := range c.items {
		total += item.Price * item.Quantity
	}
	return total, nil
}
