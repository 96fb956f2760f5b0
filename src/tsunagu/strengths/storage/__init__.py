"""Storage: folders of Parquet that change as a whole, and the engines that run expressions over them."""
