package cart

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/stretchr/testify/suite"
)

type CartSuite struct {
	suite.Suite
	cart Cart
}

func (s *CartSuite) SetupTest() {
	s.cart = Cart{}
	s.cart.Add("tea", 350, 2)
}

func (s *CartSuite) TestCheckout() {
	total, err := s.cart.Checkout()
	s.Require().NoError(err)
	s.Equal(700, total)
}

func (s *CartSuite) TestSameItemTwice() {
	s.cart.Add("tea", 350, 1)
	s.Len(s.cart.Items(), 1)
}

func TestCartSuite(t *testing.T) {
	suite.Run(t, new(CartSuite))
}

func TestEmpty(t *testing.T) {
	_, err := new(Cart).Checkout()
	require.ErrorIs(t, err, ErrEmpty)
}

func TestItems(t *testing.T) {
	var cart Cart
	cart.Add("tea", 350, 2)
	cart.Add("cup", 900, 1)
	want := []Item{{"tea", 350, 2}, {"cup", 900, 1}}
	assert.Equal(t, want, cart.Items())
	if diff := cmp.Diff(want, cart.Items()); diff != "" {
		t.Errorf("Items() mismatch (-want +got):\n%s", diff)
	}
}
