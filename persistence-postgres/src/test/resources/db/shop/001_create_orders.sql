CREATE TABLE IF NOT EXISTS orders (
    id text COLLATE "C" PRIMARY KEY,
    title text COLLATE "C" NOT NULL
);

CREATE INDEX IF NOT EXISTS idx_orders_title ON orders (title);
