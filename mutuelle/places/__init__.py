"""Where: communes, postcodes, departments and addresses of France, found by the words people use for them."""
